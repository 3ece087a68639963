import { isDomainId, isRegion } from '@chatelaine/core';
import type { Form, Reading } from '../form/form.ts';
import { named } from '../form/json-schema.ts';
import { map, type Members, optional, required, type SourceMembers } from '../form/map.ts';
import { suggestion } from '../form/near-name.ts';
import { text, type TextForm } from '../form/text.ts';
import { moment } from '../language/rule-time.ts';
import { type PolicyVersion, policyVersion, versionOf } from '../language/version.ts';
import { quote } from '../source/hidden-characters.ts';
import type { SourceNode } from '../source/source-node.ts';
import { cases, type PlacedCase } from './test-case-form.ts';
import type { PolicyTestFile, TestKey, TestVault } from './test-file.ts';
import { byName, checked, names } from './test-forms.ts';
import { context, key, principal } from './test-world-form.ts';

/** A file of tests as it stands there. */
export interface WrittenTestFile extends Omit<
  PolicyTestFile,
  'source' | 'ofPosition' | 'principals' | 'keys' | 'contexts' | 'cases'
> {
  readonly tests: PolicyVersion;
  readonly principals: PolicyTestFile['principals'];
  readonly keys?: PolicyTestFile['keys'];
  readonly contexts?: PolicyTestFile['contexts'];
  readonly cases: readonly PlacedCase[];
}

const file: TextForm = { minimum: 1, maximum: 1_024, description: 'the path of a file or folder of policies' };
const description: TextForm = {
  minimum: 1,
  maximum: 2_000,
  description: '1–2,000 characters',
  prose: true,
  lines: true,
};
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
  check(value, given, reading) {
    checkNames(value, given, reading);
    checkSpellings(value, reading);
  },
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

/** A spelling that a key does not have would be left out unnoticed. */
function checkSpellings({ keys = [], cases: given = [] }: Partial<WrittenTestFile>, { report }: Reading): void {
  for (const { written, node } of given) {
    for (const spelling of textsOf(node, 'as')) {
      if (spelling.kind !== 'text') continue;
      const lacking = keys.find(
        ({ name, value }) => written.key?.includes(name) === true && lacks(value, spelling.value),
      );
      if (lacking === undefined) continue;
      const message = `the key ${quote(lacking.name)} has no ${spelling.value === 'alias' ? 'alias' : 'known id'} to be named by`;
      report(spelling.offset, 'invalid-value', message);
    }
  }
}

function lacks({ aliases = [], unknown = [] }: TestKey, spelling: string): boolean {
  const hasAlias = aliases.length > 0;
  const hasId = !unknown.includes('id');
  if (spelling === 'alias') return !hasAlias;
  return spelling === 'id' ? !hasId : !hasId && !hasAlias;
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
