import {
  actions,
  isAliasName,
  isDomainId,
  isKeyId,
  isRegion,
  keyOrigins,
  keyStates,
  keyUsages,
} from '@chatelaine/core';
import { isIP } from 'node:net';
import { messageTypes, purposes } from '../conditions/request-facts.ts';
import { choice } from '../form/choice.ts';
import type { Form, Reading } from '../form/form.ts';
import { named } from '../form/json-schema.ts';
import { list, oneOrMore } from '../form/list.ts';
import { map, type Members, optional, required, type SourceMembers } from '../form/map.ts';
import { suggestion } from '../form/near-name.ts';
import { pairs } from '../form/pairs.ts';
import { parsedText, text, type TextForm } from '../form/text.ts';
import { wholeNumber } from '../form/whole-number.ts';
import { moment } from '../language/rule-time.ts';
import { type PolicyVersion, policyVersion, versionOf } from '../language/version.ts';
import { quote } from '../source/hidden-characters.ts';
import type { SourceNode } from '../source/source-node.ts';
import type {
  ExpectedEffect,
  Named,
  PolicyTestCase,
  PolicyTestFile,
  Spelling,
  TestContext,
  TestKey,
  TestKeyFact,
  TestPrincipal,
  TestVault,
} from './test-file.ts';

/** A case without its place. */
type WrittenCase = Omit<PolicyTestCase, 'position'>;

interface PlacedCase {
  readonly written: WrittenCase;
  readonly node: SourceNode;
}

/** A file of tests as it stands there. */
export interface WrittenTestFile extends Omit<PolicyTestFile, 'source' | 'principals' | 'keys' | 'contexts' | 'cases'> {
  readonly tests: PolicyVersion;
  readonly principals: PolicyTestFile['principals'];
  readonly keys?: PolicyTestFile['keys'];
  readonly contexts?: PolicyTestFile['contexts'];
  readonly cases: readonly PlacedCase[];
}

const most = 1_000;
const anyValue: TextForm = { minimum: 0, maximum: 4_096, description: 'text' };
const words: TextForm = { minimum: 1, maximum: 300, description: '1–300 characters', prose: true };
const file: TextForm = { minimum: 1, maximum: 1_024, description: 'the path of a file or folder of policies' };
const description: TextForm = {
  minimum: 1,
  maximum: 2_000,
  description: '1–2,000 characters',
  prose: true,
  lines: true,
};
const plainName: TextForm = {
  minimum: 1,
  maximum: 64,
  pattern: /^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/,
  description: 'letters and digits, joined by . _ or - (1–64 characters)',
};
const roleName: TextForm = {
  minimum: 1,
  maximum: 128,
  pattern: /^[A-Za-z0-9._@/-]+$/,
  description: 'a name without its kind, 1–128 characters of A–Z a–z 0–9 . _ @ / -',
};
const principalId: TextForm = {
  minimum: 1,
  maximum: 141,
  pattern: /^(?:user|service|role-session):[A-Za-z0-9._@/-]{1,128}$/,
  description: 'user:, service: or role-session: and 1–128 characters of A–Z a–z 0–9 . _ @ / -',
};
const algorithmName: TextForm = {
  minimum: 2,
  maximum: 64,
  pattern: /^[A-Z][A-Z0-9_]+$/,
  description: 'words of A–Z 0–9 joined by _, such as RSASSA_PSS_SHA_256',
};

/** Text that a check of core takes. */
function checked(check: (text: string) => boolean, form: string): Form<string> {
  return parsedText(
    (written, offset, { report }, what) => {
      if (check(written)) return written;
      report(offset, 'invalid-value', `${what} must be ${form}; it is ${quote(written)}`);
      return undefined;
    },
    { type: 'string' },
  );
}

function names(of: TextForm, noun: string): Form<readonly string[]> {
  return list({ of: text(of), noun, maximum: most });
}

function values(noun: string, name: TextForm = anyValue): Form<readonly Named<string>[]> {
  return pairs({
    name,
    nameNoun: `the name of ${noun}`,
    entryNoun: noun,
    value: text(anyValue),
    maximum: most,
    most: `the most is ${most}`,
  });
}

function byName<Value>(noun: string, value: Form<Value>): Form<readonly Named<Value>[]> {
  return pairs({
    name: plainName,
    nameNoun: `the name of ${noun}`,
    entryNoun: noun,
    value,
    maximum: most,
    most: `the most is ${most}`,
  });
}

const principal: Form<TestPrincipal> = map<TestPrincipal>({
  members: {
    id: required(text(principalId), 'user:…, service:… or role-session:….'),
    roles: optional(names(roleName, 'a role'), 'Without role:.'),
    groups: optional(names(roleName, 'a group'), 'Without group:.'),
    attributes: optional(values('the attribute', roleName), 'What ${principal.x} and the condition principal read.'),
  },
});

const keyFacts: readonly TestKeyFact[] = ['id', 'aliases', 'tags', 'keySpec', 'keyUsage', 'origin', 'keyState'];

const key: Form<TestKey> = map<TestKey>({
  members: {
    id: optional(checked(isKeyId, 'a key id in lower case'), 'Absent: an id of its own.'),
    aliases: optional(
      list({
        of: checked(isAliasName, 'alias/ and 1–255 characters of A–Z a–z 0–9 : / _ -'),
        noun: 'an alias',
        maximum: 50,
      }),
      'All its aliases.',
    ),
    tags: optional(values('the tag'), 'All its tags.'),
    keySpec: optional(text(algorithmName), 'Absent: AES_256.'),
    keyUsage: optional(choice('key usage', keyUsages), 'Absent: ENCRYPT_DECRYPT.'),
    origin: optional(choice('origin', keyOrigins), 'Absent: kms.'),
    keyState: optional(choice('key state', keyStates), 'Absent: ENABLED.'),
    region: optional(checked(isRegion, '1–64 characters of a–z 0–9 -'), 'Absent: that of the vault.'),
    unknown: optional(
      list({ of: choice('fact of a key', keyFacts), noun: 'a fact', maximum: keyFacts.length }),
      'What is not known of the key: [id] for one that is being made.',
    ),
  },
  check({ unknown = [] }, members, { report }) {
    for (const fact of unknown) {
      const at = members.get(fact)?.keyOffset;
      if (at !== undefined) report(at, 'invalid-value', `${fact} is given, and listed under unknown`);
    }
  },
});

const source = map<NonNullable<TestContext['source']>>({
  members: {
    ip: optional(
      checked((ip) => isIP(ip) !== 0, 'an IP address'),
      'IPv4 or IPv6.',
    ),
  },
});
const mfa = map<NonNullable<TestContext['mfa']>>({
  members: { ageSeconds: required(wholeNumber(0, 1_000_000_000), 'Seconds since the second factor was given.') },
});
const approval = map<NonNullable<TestContext['approvals']>[number]>({
  members: {
    id: required(text(principalId), 'Who agreed.'),
    roles: required(names(roleName, 'a role'), 'Without role:.'),
  },
});
const grant = map<NonNullable<TestContext['grant']>>({
  members: {
    grantee: required(text(principalId), 'For whom the grant is.'),
    operations: required(
      list({ of: choice('action', actions), noun: 'an action', maximum: most }),
      'The actions that it gives.',
    ),
    retiringPrincipal: optional(text(principalId), 'Who may retire it.'),
  },
});

const context: Form<TestContext> = map<TestContext>({
  members: {
    source: optional(source, 'Where the request comes from.'),
    mfa: optional(mfa, 'When the second factor was given.'),
    approvals: optional(
      list({ of: approval, noun: 'an approval', maximum: 64, keyOf: (each) => each.id }),
      'Who else agreed.',
    ),
    encryptionContext: optional(values('the pair'), 'The pairs of the encryption context.'),
    algorithm: optional(text(algorithmName), 'Of the request.'),
    messageType: optional(choice('message type', messageTypes), 'Of the request.'),
    wrappingAlgorithm: optional(text(algorithmName), 'Of the request.'),
    purpose: optional(choice('purpose', purposes), 'What the ciphertext is of.'),
    grant: optional(grant, 'The grant that is to be made.'),
  },
});

const expectable: ReadonlySet<string> = new Set(['*', ...actions]);

/** By action, or `*`. */
function byAction<Value>(noun: string, value: Form<Value>): Form<readonly Named<Value>[]> {
  const written = pairs({
    name: anyValue,
    nameNoun: 'an action',
    entryNoun: noun,
    value,
    maximum: most,
    most: `the most is ${most}`,
  });
  return {
    read(node, what, reading) {
      for (const [name, { keyOffset }] of node.kind === 'map' ? node.members : []) {
        if (expectable.has(name)) continue;
        const near = suggestion(name, actions) || '; write an action of the vault, or "*" for all that are not named';
        reading.report(keyOffset, 'unknown-name', `${quote(name)} is no action${near}`);
      }
      return written.read(node, what, reading);
    },
    schema: (definitions) => ({
      type: 'object',
      properties: Object.fromEntries([...expectable].map((name) => [name, value.schema(definitions)])),
      additionalProperties: false,
      minProperties: 1,
    }),
  };
}

const ruleName: TextForm = {
  minimum: 1,
  maximum: 130,
  pattern: /^(?:default|[a-z0-9]+(?:-[a-z0-9]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*)$/,
  description: 'a rule as document/rule, or default where no rule decides',
};
const effects: readonly ExpectedEffect[] = ['allow', 'deny'];
const spellings: readonly Spelling[] = ['id', 'alias', 'urn'];

const testCase: Form<WrittenCase> = map<WrittenCase>({
  noun: 'a case',
  members: {
    name: required(text(words), 'What the case shows.'),
    who: required(oneOrMore({ of: text(plainName), maximum: most }), 'Names of principals of this file.'),
    key: optional(
      oneOrMore({ of: text(plainName), maximum: most }),
      'Names of keys of this file; absent for actions that name no key.',
    ),
    as: optional(
      oneOrMore({ of: choice('spelling', spellings), maximum: spellings.length }),
      'How the caller names the key; the case runs once for each.',
    ),
    context: optional(oneOrMore({ of: text(plainName), maximum: most }), 'Names of contexts of this file.'),
    now: optional(moment, 'Instead of the clock of the file.'),
    expect: required(
      byAction('the expectation', choice('effect', effects)),
      'By action: allow or deny; "*" stands for every action that is not named.',
    ),
    because: optional(
      byAction('the reason', text(ruleName)),
      'By action: the rule that must decide, as document/rule, or default.',
    ),
  },
  check({ key: keys, as, expect, because = [] }, members, { report }) {
    const at = (name: string): number => members.get(name)?.keyOffset ?? 0;
    if (as !== undefined && keys === undefined && !members.has('key')) {
      report(at('as'), 'invalid-value', 'as needs a key');
    }
    const expected = new Set(expect?.map(({ name }) => name));
    for (const { name } of expect === undefined ? [] : because) {
      if (!expected.has(name)) {
        report(
          at('because'),
          'unknown-name',
          `because names ${quote(name)}, which the case does not expect anything of`,
        );
      }
    }
  },
});

const cases: Form<readonly PlacedCase[]> = list({
  of: {
    read(node, what, reading) {
      const written = testCase.read(node, what, reading);
      return written === undefined ? undefined : { written, node };
    },
    schema: (definitions) => testCase.schema(definitions),
  },
  noun: 'a case',
  maximum: 10_000,
  keyOf: ({ written }) => written.name,
});

const vault = map<TestVault>({
  members: {
    region: optional(checked(isRegion, '1–64 characters of a–z 0–9 -'), 'Absent: test-1.'),
    domainId: optional(checked(isDomainId, '1–64 characters of A–Z a–z 0–9 _ -'), 'Absent: test.'),
  },
});

const members: Members<WrittenTestFile> = {
  tests: required(versionOf('tests'), 'The version of the language.'),
  description: optional(text(description), 'What the tests show.'),
  of: required(names(file, 'a file'), 'Files and folders of policies, relative to the folder of this file.'),
  now: optional(moment, 'The clock of the cases. Absent: 2026-01-01T00:00:00Z.'),
  vault: optional(vault, 'Where the vault is, for URNs.'),
  principals: required(byName('the principal', named('principal', principal)), 'Who asks, by name.'),
  keys: optional(byName('the key', named('key', key)), 'Keys, by name.'),
  contexts: optional(byName('the context', named('context', context)), 'Circumstances, by name.'),
  cases: required(cases, 'What is asked, and what must be answered.'),
};

const whole: Form<WrittenTestFile> = map<WrittenTestFile>({
  noun: 'a file of tests',
  members,
  check: checkNames,
});

/** Cases name only what the file has. */
function checkNames(value: Partial<WrittenTestFile>, given: SourceMembers, { report }: Reading): void {
  const groups = [
    ['who', 'principal', 'principals'],
    ['key', 'key', 'keys'],
    ['context', 'context', 'contexts'],
  ] as const;
  for (const [member, noun, group] of groups) {
    const groupNode = given.get(group)?.value;
    const known = groupNode?.kind === 'map' ? [...groupNode.members.keys()] : [];
    for (const { node } of value.cases ?? []) {
      for (const item of textsOf(node, member)) {
        if (item.kind !== 'text' || known.includes(item.value)) continue;
        const near = suggestion(item.value, known);
        report(item.offset, 'unknown-name', `the file has no ${noun} ${quote(item.value)}${near}`);
      }
    }
  }
}

function textsOf(node: SourceNode, member: string): readonly SourceNode[] {
  const value = node.kind === 'map' ? node.members.get(member)?.value : undefined;
  if (value === undefined) return [];
  return value.kind === 'list' ? value.items : [value];
}

/** A file of tests. Of another version nothing but that is reported. */
export const testDocument: Form<WrittenTestFile> = {
  read(node, what, reading) {
    const version = node.kind === 'map' ? node.members.get('tests')?.value : undefined;
    if (version?.kind === 'text' && version.value !== policyVersion) {
      members.tests.form.read(version, 'tests', reading);
      return undefined;
    }
    return whole.read(node, what, reading);
  },
  schema: (definitions) => whole.schema(definitions),
};
