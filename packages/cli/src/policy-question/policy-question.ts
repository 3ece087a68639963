import { type Action, actions, isAliasName, isKeyId, parseUrn } from '@chatelaine/core';
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
  /** What the caller wrote for the key, if an id, an alias or a URN was given. */
  readonly asked?: string;
}

/**
 * Reads the policies of a folder, and what its files of tests know of those who are named.
 *
 * @throws VaultError `InvalidArgument`, `InvalidPolicy`; CommandError `UsageError` for a name that no file has.
 */
export function readPolicyQuestion(folder: string, words: QuestionWords): PolicyQuestion {
  const policies = loadPolicyDocuments(readPolicyFolder(folder));
  const file = fileFor(loadPolicyTests(readPolicyTestFolder(folder)), words);
  const principals = [...file.principals, ...givenPrincipal(words)];
  const { keys, key, asked } = withKey(file, words.key);
  const world = new TestWorld({ ...file, principals, keys });
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

function unknownName(noun: string, name: string, known: readonly string[]): CommandError {
  const near = nearName(name, known);
  const advice =
    near === undefined ? ` There is ${known.slice(0, 10).join(', ') || 'none'}.` : ` Did you mean ${near}?`;
  return new CommandError('UsageError', `There is no ${noun} ${JSON.stringify(name)}.${advice}`);
}
