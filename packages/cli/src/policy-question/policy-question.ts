import { type Action, actions, isAliasName, isKeyId, parseKeyIdentifier, parseUrn } from '@chatelaine/core';
import { type CompiledRule, compilePolicy, loadPolicyDocuments, nearName, readPolicyFolder } from '@chatelaine/policy';
import {
  loadPolicyTests,
  type PolicyTestFile,
  readPolicyTestFolder,
  type TestKey,
  type TestPrincipal,
  TestWorld,
} from '@chatelaine/policy/testing';
import { CommandError } from '../errors/command-error.ts';
import type { Pairs } from '../program/option-parsers.ts';

/** Who asks for which key under which circumstances, as the command line names them. */
export interface QuestionWords {
  /** A name of a file of tests, or a principal id. */
  readonly who?: string | undefined;
  /** A name of a file of tests, or an id, an alias or a URN. */
  readonly key?: string | undefined;
  /** What the caller writes for the key; absent: `key`, if that is an id, an alias or a URN. */
  readonly as?: string | undefined;
  /** A name of a file of tests. */
  readonly context?: string | undefined;
  /** The file of tests, by its name below the folder; absent: the first that has what is named. */
  readonly tests?: string | undefined;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  readonly attributes: Pairs;
}

/** A question to the policies of a folder, and who and what it is about. */
export interface PolicyQuestion {
  readonly rules: readonly CompiledRule[];
  readonly world: TestWorld;
  /** A principal of the world. */
  readonly who?: string;
  /** A key of the world. */
  readonly key?: string;
  /** What the caller writes for the key, if an id, an alias or a URN was given. */
  readonly asked?: string;
}

/**
 * Reads the policies of a folder, and what its files of tests know of those who are named.
 *
 * @throws VaultError `InvalidArgument`, `InvalidPolicy`, `InvalidIdentifier`, `ForeignUrn`; CommandError `UsageError` for a name that no file
 * has, and for what would not be part of the question.
 */
export function readPolicyQuestion(folder: string, words: QuestionWords): PolicyQuestion {
  const policies = loadPolicyDocuments(readPolicyFolder(folder));
  requirePrincipalId(words);
  const file = inVaultOf(words, fileFor(loadPolicyTests(readPolicyTestFolder(folder)), words));
  const principals = [...file.principals, ...givenPrincipal(words)];
  const { keys, key, asked: written } = withKey(file, words.key);
  const world = new TestWorld({ ...file, principals, keys });
  const asked = words.as ?? written;
  for (const name of [written, words.as]) if (name !== undefined) requireNameOf(key, name, world);
  return {
    rules: compilePolicy(policies, world.here),
    world,
    ...(words.who !== undefined && { who: words.who }),
    ...(key !== undefined && { key }),
    ...(asked !== undefined && { asked }),
  };
}

/** @throws CommandError `UsageError` */
export function actionNamed(text: string): Action {
  if (actions.includes(text)) return text;
  throw unknownName('action', text, actions);
}

const nothing: PolicyTestFile = { source: '', of: [], principals: [], keys: [], contexts: [], cases: [] };

function fileFor(files: readonly PolicyTestFile[], words: QuestionWords): PolicyTestFile {
  const named = files.filter(({ source }) => words.tests === undefined || source === words.tests);
  if (named.length === 0 && words.tests !== undefined) {
    throw unknownName(
      'file of tests',
      words.tests,
      files.map(({ source }) => source),
    );
  }
  const wanted: readonly (readonly [string, string | undefined, (file: PolicyTestFile) => readonly string[]])[] = [
    [
      'principal',
      words.who !== undefined && isPrincipalId(words.who) ? undefined : words.who,
      ({ principals }) => names(principals),
    ],
    ['key', words.key !== undefined && isIdentifier(words.key) ? undefined : words.key, ({ keys }) => names(keys)],
    ['context', words.context, ({ contexts }) => names(contexts)],
  ];
  const has = (file: PolicyTestFile): boolean =>
    wanted.every(([, name, namesIn]) => name === undefined || namesIn(file).includes(name));
  const found = named.find(has);
  if (found !== undefined) return found;
  for (const [noun, name, namesIn] of wanted) {
    const known = [...new Set(named.flatMap(namesIn))];
    if (name !== undefined && !known.includes(name)) throw unknownName(noun, name, known);
  }
  if (wanted.every(([, name]) => name === undefined)) return nothing;
  throw new CommandError(
    'UsageError',
    'No file of tests has all that is named. Name one with --tests, and what it has.',
  );
}

function names(entries: readonly { readonly name: string }[]): readonly string[] {
  return entries.map(({ name }) => name);
}

function isPrincipalId(text: string): boolean {
  return /^(?:user|service|role-session):[A-Za-z0-9._@/-]{1,128}$/.test(text);
}

function isIdentifier(text: string): boolean {
  return isKeyId(text) || isAliasName(text) || parseUrn(text) !== undefined;
}

/** Of a principal of a file, the file says what it has. */
function requirePrincipalId({ who, roles, groups, attributes }: QuestionWords): void {
  const given = [...roles, ...groups];
  if (given.length === 0 && Object.keys(attributes).length === 0) return;
  if (who === undefined || !isPrincipalId(who)) {
    throw new CommandError(
      'UsageError',
      '--role, --group and --attribute need --who with a principal id such as user:alice; of a name of a file of tests, the file says what it has.',
    );
  }
  const wrong = given.find((name) => !/^[A-Za-z0-9._@/-]{1,128}$/.test(name));
  if (wrong === undefined) return;
  const advice = 'Write it without role: or group:, in 1–128 characters of A–Z a–z 0–9 . _ @ / -.';
  throw new CommandError('UsageError', `${JSON.stringify(wrong)} is no name of a role or a group. ${advice}`);
}

/** A file that does not say where its vault is has nothing against the vault of a URN. */
function inVaultOf({ as, key }: QuestionWords, file: PolicyTestFile): PolicyTestFile {
  const urn = [key, as]
    .map((text) => (text === undefined ? undefined : parseUrn(text)))
    .find((each) => each !== undefined);
  if (file.vault !== undefined || urn === undefined) return file;
  return { ...file, vault: { region: urn.region, domainId: urn.domainId } };
}

/** A key can't be asked for by what it is not named: the vault would find another one, or none. */
function requireNameOf(key: string | undefined, asked: string, world: TestWorld): void {
  if (key === undefined)
    throw new CommandError('UsageError', '--as is another name of a key: say with --key which one.');
  const { id, aliases } = world.key(key);
  const identifier = parseKeyIdentifier(asked, world.here);
  const isName =
    identifier.type === 'key'
      ? id === undefined || id === identifier.keyId
      : aliases === undefined || aliases.includes(identifier.alias);
  if (isName) return;
  const known = (['id', 'alias'] as const).flatMap((spelling) => world.spellings(key, spelling));
  throw new CommandError('UsageError', `The key ${key} is not named ${asked}. It is ${known.join(', ')}.`);
}

function givenPrincipal({
  who,
  roles,
  groups,
  attributes,
}: QuestionWords): readonly { name: string; value: TestPrincipal }[] {
  if (who === undefined || !isPrincipalId(who)) return [];
  const pairs = Object.entries(attributes).map(([name, value]) => ({ name, value }));
  return [{ name: who, value: { id: who, roles, groups, attributes: pairs } }];
}

/** The key that is named: one of the file, or one of which nothing is known but what was written for it. */
function withKey(
  { keys, vault }: PolicyTestFile,
  written: string | undefined,
): { readonly keys: PolicyTestFile['keys']; readonly key?: string; readonly asked?: string } {
  if (written === undefined) return { keys };
  if (!isIdentifier(written)) return { keys, key: written };
  const world = new TestWorld({ ...nothing, keys, ...(vault !== undefined && { vault }) });
  const known = world.keys.find((name) =>
    (['id', 'alias', 'urn'] as const).some((spelling) => world.spellings(name, spelling).includes(written)),
  );
  if (known !== undefined) return { keys, key: known, asked: written };
  const urn = parseUrn(written);
  const alias = isAliasName(written) ? written : urn?.type === 'alias' ? urn.alias : undefined;
  const id = isKeyId(written) ? written : urn?.type === 'key' ? urn.keyId : undefined;
  const value: TestKey = {
    ...(alias !== undefined && { aliases: [alias] }),
    ...(id !== undefined && { id }),
    unknown: ['tags', 'keySpec', 'keyUsage', 'origin', 'keyState', id === undefined ? 'id' : 'aliases'],
  };
  return { keys: [...keys, { name: written, value }], key: written, asked: written };
}

/** Names that are told where none is near. */
const most = 10;

/** What can be written besides the names of a file. */
const forms: Readonly<Partial<Record<string, string>>> = {
  principal: ' Write user:<name>, service:<name>, role-session:<name>, or a name of a file of tests.',
  key: ' Write an id, an alias (alias/…), a URN, or a name of a file of tests.',
  context: ' Contexts are named in a file of tests.',
};

function unknownName(noun: string, name: string, known: readonly string[]): CommandError {
  const near = nearName(name, known);
  const shown = known.length > most ? [...known.slice(0, most), '…'] : known;
  const others = shown.length === 0 ? '' : ` There is ${shown.join(', ')}.`;
  const advice = near === undefined ? `${others}${forms[noun] ?? ''}` : ` Did you mean ${near}?`;
  return new CommandError('UsageError', `There is no ${noun} ${JSON.stringify(name)}.${advice}`);
}
