import { VaultError } from '@chatelaine/core';
import { compilePolicy } from '../evaluation/compile-policy.ts';
import { type CompiledRule, namesOf } from '../evaluation/compiled-rule.ts';
import { decide, type Verdict } from '../evaluation/decide.ts';
import { maximumCells } from '../limits.ts';
import type { PolicySuite, PolicySuiteFile } from '../testing/read-policy-suite.ts';
import { type TestQuestion, TestWorld } from '../testing/test-world.ts';
import { matrixColumns } from './matrix-columns.ts';
import type { MatrixAnswer, MatrixCell, MatrixColumn, MatrixFile, MatrixMark, PolicyMatrix } from './policy-matrix.ts';

/**
 * Asks the policies of files of tests about every principal, key, action and context of these files.
 *
 * @throws VaultError `InputTooLarge` for more than `maximumCells` cells
 */
export function makePolicyMatrix({ files }: Pick<PolicySuite, 'files'>): PolicyMatrix {
  const columns = matrixColumns();
  requireFewCells(files, columns);
  return { columns, files: files.map((file) => fileOf(file, columns)) };
}

function requireFewCells(files: readonly PolicySuiteFile[], columns: readonly MatrixColumn[]): void {
  const rows = files.reduce((sum, { tests }) => sum + tests.principals.length * (tests.keys.length + 1), 0);
  const cells = rows * columns.length;
  if (cells <= maximumCells) return;
  const advice = 'Name a folder of fewer tests, or take principals and keys that are alike only once.';
  throw new VaultError(
    'InputTooLarge',
    `The matrix would have ${cells} cells; the most are ${maximumCells}. ${advice}`,
  );
}

function fileOf({ tests, policies }: PolicySuiteFile, columns: readonly MatrixColumn[]): MatrixFile {
  const world = new TestWorld(tests);
  const compiled = compilePolicy(policies, world.here);
  const cells = new Cells();
  const contexts = [undefined, ...world.contexts];
  const rows = world.principals.flatMap((who) => {
    const names = namesOf(world.principal(who));
    const concerned = compiled.filter((each) => each.isFor(names));
    const asked = columns.map(({ action }) => concerned.filter(({ rule }) => rule.actions.includes(action)));
    return [undefined, ...world.keys].map((key) => ({
      principal: who,
      ...(key !== undefined && { key }),
      cells: columns.map(({ action, isKeyless }, place) => {
        if (isKeyless !== (key === undefined)) return undefined;
        return cells.of(asked[place] ?? [], contexts, (context) => world.request({ who, action, key, context }));
      }),
    }));
  });
  return {
    source: tests.source,
    ...(tests.description !== undefined && { description: tests.description }),
    now: new Date(world.now).toISOString(),
    principals: tests.principals,
    keys: tests.keys,
    contexts: world.contexts,
    rows,
  };
}

type Context = TestQuestion['context'];

/** The cells of a file: each that differs is kept once. */
class Cells {
  readonly #known = new Map<string, MatrixCell>();

  of(
    rules: readonly CompiledRule[],
    contexts: readonly Context[],
    request: (context: Context) => ReturnType<TestWorld['request']>,
  ): MatrixCell {
    const answers = new Map<string, { readonly verdict: Verdict; readonly contexts: Context[] }>();
    for (const context of contexts) {
      const verdict = decide(rules, request(context));
      const identity = identityOf(verdict);
      const same = answers.get(identity);
      if (same === undefined) answers.set(identity, { verdict, contexts: [context] });
      else same.contexts.push(context);
    }
    const identity = JSON.stringify([...answers].map(([each, { contexts: where }]) => [each, where]));
    const known = this.#known.get(identity) ?? cellOf([...answers.values()].map(answerOf));
    this.#known.set(identity, known);
    return known;
  }
}

function identityOf({ decision, deciding }: Verdict): string {
  return JSON.stringify([decision.effect, decision.kind, deciding.map(({ rule }) => rule.name)]);
}

function answerOf({ verdict, contexts }: { readonly verdict: Verdict; readonly contexts: Context[] }): MatrixAnswer {
  const [first] = verdict.deciding;
  const position = first?.rule.position;
  return {
    contexts: contexts.filter((each) => each !== undefined),
    isWithoutContext: contexts.includes(undefined),
    decision: verdict.decision,
    deciding: verdict.deciding.map(({ rule }) => rule.name),
    ...(position !== undefined && { position: `${position.document}:${position.line}` }),
  };
}

function cellOf(answers: readonly MatrixAnswer[]): MatrixCell {
  return { mark: markOf(answers), answers };
}

function markOf(answers: readonly MatrixAnswer[]): MatrixMark {
  const allowed = answers.filter(({ decision }) => decision.effect === 'allow');
  if (allowed.length === answers.length) return 'allow';
  if (allowed.length > 0) return 'depends';
  return answers.some(({ decision }) => decision.kind !== 'default') ? 'deny' : 'default';
}
