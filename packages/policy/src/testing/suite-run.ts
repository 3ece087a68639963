import type { Action } from '@chatelaine/core';
import { compilePolicy } from '../evaluation/compile-policy.ts';
import type { CompiledRule } from '../evaluation/compiled-rule.ts';
import type { PolicyRule } from '../policy-set.ts';
import { type AskedCheck, askCheck, isReached } from './ask-check.ts';
import { checksOf } from './policy-check.ts';
import type { PolicySuiteFile } from './read-policy-suite.ts';
import { identityOf } from './rule-coverage.ts';
import { isWanted, type TestFilter } from './test-filter.ts';
import type { PolicyTestCase } from './test-file.ts';
import { TestWorld } from './test-world.ts';

/** A case that was run. */
export interface RunCase {
  readonly case: PolicyTestCase;
  readonly checks: readonly AskedCheck[];
  /** Whether some rule has to do with some of its checks. A case that reaches none shows nothing, and fails. */
  readonly isReached: boolean;
}

/** A file of tests, run: every check was asked of the rules that its `of` names. */
export class FileRun {
  readonly source: string;
  readonly description: string | undefined;
  readonly cases: readonly RunCase[];
  readonly world: TestWorld;
  readonly #rules: ReadonlyMap<string, CompiledRule>;
  readonly #checks: ReadonlyMap<Action, readonly AskedCheck[]>;

  /** @param filter absent: every check is run */
  constructor({ tests, policies }: PolicySuiteFile, filter?: TestFilter) {
    this.source = tests.source;
    this.description = tests.description;
    this.world = new TestWorld(tests);
    const rules = compilePolicy(policies, this.world.here);
    const naming = byAction(rules, ({ rule }) => rule.actions);
    this.cases = tests.cases.flatMap((each): RunCase[] => {
      const checks = checksOf(each, this.world, tests)
        .filter((check) => filter === undefined || isWanted(filter, tests.source, each.name, check))
        .map((check) => askCheck(check, naming.get(check.action) ?? [], this.world));
      if (checks.length === 0) return [];
      const reached = checks.some((asked) => isReached(naming.get(asked.check.action) ?? [], asked));
      return [{ case: each, checks, isReached: reached }];
    });
    this.#rules = new Map(rules.map((compiled) => [identityOf(compiled.rule), compiled]));
    this.#checks = byAction(this.checks, ({ check }) => [check.action]);
  }

  get checks(): readonly AskedCheck[] {
    return this.cases.flatMap(({ checks }) => checks);
  }

  /** The rule as the file has it, if it is about it. */
  ruleOf(rule: PolicyRule): CompiledRule | undefined {
    return this.#rules.get(identityOf(rule));
  }

  checksFor(action: Action): readonly AskedCheck[] {
    return this.#checks.get(action) ?? [];
  }
}

function byAction<Value>(
  values: readonly Value[],
  actionsOf: (value: Value) => readonly Action[],
): ReadonlyMap<Action, readonly Value[]> {
  const groups = new Map<Action, Value[]>();
  for (const value of values) {
    for (const action of actionsOf(value)) {
      const group = groups.get(action);
      if (group === undefined) groups.set(action, [value]);
      else group.push(value);
    }
  }
  return groups;
}
