import { createHash } from 'node:crypto';
import type {
  Action,
  AliasName,
  AuthorizationRequest,
  KeyId,
  KeyView,
  Locality,
  Principal,
  RequestContext,
  RequestFacts,
} from '@chatelaine/core';
import { formatAliasUrn, formatKeyUrn, parseKeyIdentifier } from '@chatelaine/core';
import { withoutPrototype } from '../without-prototype.ts';
import type { Named, PolicyTestFile, Spelling, TestContext, TestKey, TestPrincipal } from './test-file.ts';

/** One question about the principals, keys and contexts of a file of tests, by their names. */
export interface TestQuestion {
  readonly who: string;
  readonly action: Action;
  /** Absent: the action names no key. */
  readonly key?: string | undefined;
  /** What the caller writes for the key: an id, an alias or a URN. Absent: its id. */
  readonly asked?: string | undefined;
  /** Absent: one of which nothing is known. */
  readonly context?: string | undefined;
  /** Milliseconds since 1970; absent: the clock of the file. */
  readonly now?: number | undefined;
}

/** The clock of a file that names none. */
const firstOf2026 = Date.parse('2026-01-01T00:00:00Z');

/** What a file of tests says there is: its principals, keys and contexts as the vault would hand them to an authorizer. */
export class TestWorld {
  /** Where its vault is, for URNs. */
  readonly here: Locality;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly #principals: ReadonlyMap<string, Principal>;
  readonly #keys: ReadonlyMap<string, KeyView>;
  readonly #contexts: ReadonlyMap<string, Circumstances>;

  constructor(file: Pick<PolicyTestFile, 'vault' | 'now' | 'principals' | 'keys' | 'contexts'>) {
    const here = { region: file.vault?.region ?? 'test-1', domainId: file.vault?.domainId ?? 'test' };
    this.here = here;
    this.now = file.now?.at ?? firstOf2026;
    this.#principals = byName(file.principals, principalOf);
    this.#keys = byName(file.keys, (key, name) => keyOf(key, name, here));
    this.#contexts = byName(file.contexts, circumstancesOf);
  }

  get principals(): readonly string[] {
    return [...this.#principals.keys()];
  }

  get keys(): readonly string[] {
    return [...this.#keys.keys()];
  }

  get contexts(): readonly string[] {
    return [...this.#contexts.keys()];
  }

  principal(name: string): Principal {
    return found(this.#principals, name, 'principal');
  }

  key(name: string): KeyView {
    return found(this.#keys, name, 'key');
  }

  /** What a caller can write for a key: its id, each of its aliases, or the URN of the key and of each alias. */
  spellings(name: string, spelling: Spelling): readonly string[] {
    const { id, aliases = [] } = this.key(name);
    if (spelling === 'alias') return aliases;
    if (spelling === 'id') return id === undefined ? [] : [id];
    const keyUrns = id === undefined ? [] : [formatKeyUrn(this.here, id)];
    return [...keyUrns, ...aliases.map((alias) => formatAliasUrn(this.here, alias as AliasName))];
  }

  /** The question as an authorizer is asked it. */
  request({ who, action, key, asked, context, now }: TestQuestion): AuthorizationRequest {
    const view = key === undefined ? undefined : this.key(key);
    const circumstances = context === undefined ? nothingKnown : found(this.#contexts, context, 'context');
    return {
      action,
      principal: this.principal(who),
      now: now ?? this.now,
      key: view,
      asked: asked === undefined ? view?.id : this.#spelled(asked),
      ...circumstances,
    };
  }

  /** The vault reads a URN before it decides: a policy is asked about the id or the alias in it. */
  #spelled(text: string): string {
    const identifier = parseKeyIdentifier(text, this.here);
    return identifier.type === 'key' ? identifier.keyId : identifier.alias;
  }
}

type Circumstances = Pick<AuthorizationRequest, 'context' | 'encryptionContext' | 'facts'>;

const nothingKnown: Circumstances = { context: {}, encryptionContext: undefined, facts: undefined };

function byName<Written, Value>(
  entries: readonly Named<Written>[],
  make: (written: Written, name: string) => Value,
): ReadonlyMap<string, Value> {
  return new Map(entries.map(({ name, value }) => [name, make(value, name)]));
}

function found<Value>(values: ReadonlyMap<string, Value>, name: string, noun: string): Value {
  const value = values.get(name);
  if (value === undefined) throw new RangeError(`The file has no ${noun} ${name}.`);
  return value;
}

function pairsOf(pairs: readonly Named<string>[]): Readonly<Record<string, string>> {
  return withoutPrototype(Object.fromEntries(pairs.map(({ name, value }) => [name, value])));
}

function principalOf({ id, roles = [], groups = [], attributes = [] }: TestPrincipal): Principal {
  return Object.freeze({ id, roles, groups, attributes: pairsOf(attributes) });
}

function keyOf(key: TestKey, name: string, here: Locality): KeyView {
  const view = {
    region: key.region ?? here.region,
    domainId: here.domainId,
    id: (key.id ?? idFor(name)) as KeyId,
    aliases: (key.aliases ?? []).toSorted(),
    tags: pairsOf(key.tags ?? []),
    keySpec: key.keySpec ?? 'AES_256',
    keyUsage: key.keyUsage ?? 'ENCRYPT_DECRYPT',
    origin: key.origin ?? 'kms',
    state: key.keyState ?? 'ENABLED',
  };
  const unknown: ReadonlySet<string> = new Set(key.unknown?.map((fact) => (fact === 'keyState' ? 'state' : fact)));
  return Object.freeze(
    Object.fromEntries(Object.entries(view).filter(([fact]) => !unknown.has(fact))),
  ) as unknown as KeyView;
}

/** An id for a key that is given none: the same in every run, so that reports can be compared. */
function idFor(name: string): string {
  const hex = createHash('sha256').update(`key ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function circumstancesOf(written: TestContext): Circumstances {
  const { source, mfa, approvals, encryptionContext, ...rest } = written;
  const facts = rest as RequestFacts;
  const context: RequestContext = {
    ...(source !== undefined && { source }),
    ...(mfa !== undefined && { mfa }),
    ...(approvals !== undefined && { approvals }),
  };
  return {
    context: Object.freeze(context),
    encryptionContext: encryptionContext && pairsOf(encryptionContext),
    facts: Object.keys(facts).length === 0 ? undefined : Object.freeze(facts),
  };
}
