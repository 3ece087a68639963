import { types } from 'node:util';
import {
  type AliasName,
  isAlgorithmName,
  isAliasName,
  isKeySpec,
  type KeyIdentifier,
  type KeyVersion,
  type LimitName,
  type Locality,
  type Parameter,
  parseKeyIdentifier,
  parseKeyVersion,
  type PolicyDocument,
  VaultError,
} from '@chatelaine/core';
import { encodeContext } from '../ciphertext/encryption-context.ts';
import type { Limits } from '../configuration/limits.ts';
import { isPrincipalId } from '../principals/principal.ts';
import { isPlain } from './plain-object.ts';
import { plainView } from './plain-view.ts';
import { takeTagFilter, takeTagKeys, takeTags } from './tag-parameters.ts';

/** UTF-16 units of a built bundle; the authorizer counts its bytes. */
const maximumBundle = 10 * 1_048_576;

/** What an operation's function works with: every member checked, identifiers parsed, contexts encoded. */
export type ValidRequest = Record<string, unknown> & {
  /** The key or alias as the caller named it. */
  spelling?: string;
};

/** What to do with more than a limit that the host may set. */
const instead: Readonly<Record<LimitName, string>> = {
  plaintextBytes: ' For more, encrypt with a data key, or use encryptStream.',
  messageBytes: ' For more, give its digest, or raise limits.messageBytes.',
};

/** ISO 8601 in UTC, to the second or the millisecond. */
const isoTimes = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/;
const secondCharacters = '2030-01-31T12:00:00'.length;
const grantIds = /^[0-9A-Fa-f]{64}$/;

/** So many identifiers are remembered as they were parsed. */
const mostIdentifiers = 1_024;

/** Checks the requests of one operation by the parameters that it declares. */
export class Validator {
  /** The parameter that names what the operation acts on, if there is one. */
  readonly naming: string | undefined;
  /** The parameters that are bytes. */
  readonly byteMembers: readonly string[];
  readonly #operation: string;
  readonly #parameters: readonly (readonly [name: string, parameter: Parameter])[];
  readonly #limits: Limits;
  readonly #identifiers = new Map<string, KeyIdentifier>();
  readonly #locality: Locality;

  constructor(operation: string, parameters: Readonly<Record<string, Parameter>>, limits: Limits, locality: Locality) {
    this.#operation = operation;
    this.#parameters = Object.entries(parameters);
    this.naming = ['alias', 'keyId', 'sourceKeyId'].find((name) => Object.hasOwn(parameters, name));
    this.byteMembers = this.#parameters
      .filter(([, { kind }]) => kind === 'bytes' || kind === 'ciphertext')
      .map(([name]) => name);
    this.#limits = limits;
    this.#locality = locality;
  }

  /**
   * Reads each member once.
   *
   * @throws VaultError `InvalidArgument`, `InputTooLarge`, `InvalidIdentifier`, `ForeignUrn`, `InvalidEncryptionContext`.
   */
  check(request: unknown): ValidRequest {
    const given = request === undefined ? {} : request;
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      throw new VaultError('InvalidArgument', `${this.#operation} takes one object${this.#expects()}.`);
    }
    const valid: ValidRequest = {};
    let found = 0;
    let spelling: string | undefined;
    for (const [name, parameter] of this.#parameters) {
      const isGiven = Object.hasOwn(given, name);
      const value = isGiven ? (given as Record<string, unknown>)[name] : undefined;
      if (isGiven) found += 1;
      if (value === undefined && parameter.required) this.#refuse(name, 'is missing');
      valid[name] = value === undefined ? absent(parameter) : this.#value(name, parameter, value);
      if (name === this.naming && value !== undefined) spelling = value as string;
    }
    this.#checkMembers(given, found, valid);
    if (spelling !== undefined) valid.spelling = spelling;
    return valid;
  }

  // Counts without allocating: nearly every request has exactly the members that were found.
  #checkMembers(given: object, found: number, valid: ValidRequest): void {
    let members = 0;
    for (const name in given) {
      if (!Object.hasOwn(given, name)) continue;
      if (!Object.hasOwn(valid, name)) this.#refuseUnknown(name);
      members += 1;
    }
    if (members === found && (members > 0 || isPlain(given))) return;
    throw new VaultError('InvalidArgument', `${this.#operation} takes one plain object${this.#expects()}.`);
  }

  #value(name: string, parameter: Parameter, value: unknown): unknown {
    switch (parameter.kind) {
      case 'bytes': {
        const { maximum } = parameter;
        return typeof maximum === 'number'
          ? this.#bytes(name, value, parameter.minimum, maximum, '')
          : this.#bytes(name, value, parameter.minimum, this.#limits[maximum], instead[maximum]);
      }
      case 'ciphertext':
        return this.#bytes(name, value, 0, parameter.maximum, '');
      case 'keyIdentifier':
        return this.#keyIdentifier(this.#text(name, value));
      case 'encryptionContext':
        return encodeContext(value);
      case 'integer':
        return this.#integer(name, value, parameter.minimum, parameter.maximum);
      case 'aliasName':
        return this.#aliasName(this.#text(name, value));
      case 'aliasIdentifier':
        return this.#aliasIdentifier(this.#text(name, value));
      case 'text':
        return this.#boundedText(name, value, parameter.maximum);
      case 'choice':
        if (typeof value !== 'string' || !parameter.among.includes(value)) {
          this.#refuse(name, `is none of ${parameter.among.join(', ')}`);
        }
        return value;
      case 'choices':
        return this.#choices(name, parameter.among, value);
      case 'principalId':
        if (typeof value !== 'string' || !isPrincipalId(value)) {
          this.#refuse(name, 'is not user:, service: or role-session: and 1–128 characters of [A-Za-z0-9._@/-]');
        }
        return value;
      case 'grantId':
        if (typeof value !== 'string' || !grantIds.test(value)) this.#refuse(name, 'is not 64 hexadecimal digits');
        return value.toLowerCase();
      case 'boolean':
        if (typeof value !== 'boolean') this.#refuse(name, 'is neither true nor false');
        return value;
      case 'time':
        return this.#time(name, value);
      case 'keyVersion':
        return this.#keyVersion(name, value);
      case 'keySpec':
        if (typeof value !== 'string' || !isKeySpec(value)) this.#refuse(name, 'is not a key spec such as AES_256');
        return value;
      case 'algorithmName':
        if (typeof value !== 'string' || !isAlgorithmName(value)) this.#refuse(name, 'is not the name of an algorithm');
        return value;
      case 'tags':
        return takeTags(value, (what) => this.#refuse(name, what));
      case 'tagKeys':
        return takeTagKeys(value, (what) => this.#refuse(name, what));
      case 'tagFilter':
        return takeTagFilter(value, (what) => this.#refuse(name, what));
      case 'byteStream':
        if (
          typeof value !== 'object' ||
          value === null ||
          !(Symbol.asyncIterator in value) ||
          typeof value[Symbol.asyncIterator] !== 'function'
        ) {
          this.#refuse(name, 'is not an async iterable of bytes, such as a stream');
        }
        return value;
      case 'policyDocuments':
        return typeof value === 'string' ? this.#policyBundle(name, value) : this.#policyDocuments(name, value);
      case 'section':
        return this.#section(name, value);
    }
  }

  #bytes(name: string, value: unknown, minimum: number, maximum: number, advice: string): Uint8Array {
    if (!types.isUint8Array(value)) this.#refuse(name, 'is not a Uint8Array');
    const bytes = plainView(value);
    if (bytes === undefined) this.#refuse(name, 'is in shared memory, or its buffer was transferred; give a copy');
    const { length } = bytes;
    if (length < minimum) this.#refuse(name, `has ${length} bytes; at least ${minimum} are needed`);
    if (length > maximum) {
      throw new VaultError(
        'InputTooLarge',
        `${this.#operation}: ${name} has ${length} bytes; at most ${maximum} are taken.${advice}`,
      );
    }
    return bytes;
  }

  #choices(name: string, among: readonly string[], value: unknown): readonly string[] {
    if (!Array.isArray(value) || value.length === 0 || value.length > among.length) {
      this.#refuse(name, `is not a list of 1–${among.length} entries`);
    }
    // Array.from sees the holes that map would skip.
    const chosen = Array.from(value as unknown[], (entry) =>
      typeof entry === 'string' && among.includes(entry)
        ? entry
        : this.#refuse(name, `has an entry that is none of ${among.join(', ')}`),
    );
    return [...new Set(chosen)].toSorted();
  }

  #time(name: string, value: unknown): number {
    const text = this.#text(name, value);
    const time = isoTimes.test(text) ? Date.parse(text) : Number.NaN;
    // The runtime takes 31 February for a day of March.
    if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(text.slice(0, secondCharacters))) {
      this.#refuse(name, 'is not a time such as 2030-01-31T12:00:00Z');
    }
    return time;
  }

  #integer(name: string, value: unknown, minimum: number, maximum: number): number {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < minimum || value > maximum) {
      this.#refuse(name, `is not an integer from ${minimum} to ${maximum}`);
    }
    return value;
  }

  // Callers name the same few keys again and again.
  #keyIdentifier(text: string): KeyIdentifier {
    const known = this.#identifiers.get(text);
    if (known !== undefined) return known;
    const identifier = parseKeyIdentifier(text, this.#locality);
    if (this.#identifiers.size >= mostIdentifiers) this.#identifiers.clear();
    this.#identifiers.set(text, identifier);
    return identifier;
  }

  #text(name: string, value: unknown): string {
    if (typeof value !== 'string') this.#refuse(name, 'is not text');
    return value;
  }

  #boundedText(name: string, value: unknown, maximum: number): string {
    const text = this.#text(name, value);
    if (text.length > maximum) {
      throw new VaultError(
        'InputTooLarge',
        `${this.#operation}: ${name} has ${text.length} characters; at most ${maximum} are taken.`,
      );
    }
    if (!text.isWellFormed()) this.#refuse(name, 'has a lone surrogate');
    return text;
  }

  #keyVersion(name: string, value: unknown): KeyVersion {
    const version = parseKeyVersion(this.#text(name, value));
    if (version === undefined) this.#refuse(name, 'is not a key version such as 0.1');
    return version;
  }

  #aliasName(text: string): AliasName {
    if (isAliasName(text)) return text;
    throw new VaultError(
      'InvalidIdentifier',
      'The alias is malformed: give alias/ and 1–255 characters of [A-Za-z0-9:/_-].',
    );
  }

  #aliasIdentifier(text: string): AliasName {
    const identifier = parseKeyIdentifier(text, this.#locality);
    if (identifier.type === 'alias') return identifier.alias;
    throw new VaultError(
      'InvalidIdentifier',
      'An alias is needed here, not a key: give alias/… or the URN of an alias.',
    );
  }

  // The options are what a plugin takes, functions among them: its schema validates them.
  #section(name: string, value: unknown): object {
    const section: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
    if (Array.isArray(value) || typeof section['use'] !== 'string') this.#refuse(name, 'is not { use, … }');
    return Object.freeze(section);
  }

  #policyBundle(name: string, text: string): string {
    if (text.length === 0) this.#refuse(name, 'is empty');
    if (text.length > maximumBundle) throw new VaultError('InputTooLarge', 'The policy bundle is larger than 10 MiB.');
    return text;
  }

  #policyDocuments(name: string, value: unknown): readonly PolicyDocument[] {
    if (!Array.isArray(value) || value.length > 1_000) {
      this.#refuse(name, 'is neither a list of at most 1,000 documents nor the text of a bundle');
    }
    const names = new Set<string>();
    // Array.from sees the holes that map would skip.
    return Array.from(value as unknown[], (entry) => {
      const document: Record<string, unknown> = typeof entry === 'object' && entry !== null ? { ...entry } : {};
      const { name: title, text, ...others } = document;
      const sound = typeof title === 'string' && title.length > 0 && title.length <= 255 && typeof text === 'string';
      if (!sound || Object.keys(others).length > 0) this.#refuse(name, 'has an entry that is not { name, text }');
      if (text.length > 1_048_576)
        throw new VaultError('InputTooLarge', `The policy document ${title} is larger than 1 MiB.`);
      if (names.has(title)) this.#refuse(name, `has two documents of the name ${title}`);
      names.add(title);
      return { name: title, text };
    });
  }

  #refuse(name: string, what: string): never {
    throw new VaultError('InvalidArgument', `${this.#operation}: ${name} ${what}.`);
  }

  #refuseUnknown(name: string): never {
    throw new VaultError(
      'InvalidArgument',
      `${this.#operation}: there is no member "${name.slice(0, 64)}"${this.#expects()}.`,
    );
  }

  #expects(): string {
    const known = this.#parameters.map(([name, { required }]) => (required ? name : `${name}?`));
    return known.length === 0 ? '; it takes no members' : `; it takes { ${known.join(', ')} }`;
  }
}

function absent(parameter: Parameter): unknown {
  if (parameter.kind === 'encryptionContext') {
    return parameter.absent === 'empty' ? encodeContext(undefined) : undefined;
  }
  return parameter.kind === 'integer' ? parameter.default : undefined;
}
