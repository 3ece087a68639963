import type { Action, KeyView, Locality, Principal } from '@chatelaine/core';
import { type CompiledRule, compileRule } from '../evaluation/compiled-rule.ts';
import type { PolicySet } from '../policy-set.ts';
import type { AliasPins } from '../pins/alias-pins.ts';
import type { PolicySuiteFile } from '../testing/read-policy-suite.ts';
import { TestWorld } from '../testing/test-world.ts';
import { administerActions, useActions } from './duties.ts';

/** What is linted. */
export interface LintInput {
  readonly policies: PolicySet;
  /** Files of tests: their keys are the inventory, their principals are asked besides those that rules name. */
  readonly tests: readonly PolicySuiteFile[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Which actions nobody should have on the same key. Absent: those that run a key, and those that change it. */
  readonly duties?: Partial<Duties>;
  /** Absent: nothing is pinned, and nothing is said of it. */
  readonly pins?: AliasPins | undefined;
}

export interface Duties {
  readonly use: readonly Action[];
  readonly administer: readonly Action[];
}

/** A place that files of tests speak of: rules compiled for its region and domain, and its keys. */
export interface LintWorld {
  readonly here: Locality;
  readonly compiled: readonly CompiledRule[];
  readonly keys: readonly KeyView[];
  readonly principals: readonly Principal[];
}

/** What rules of lint look at. */
export interface LintSubject {
  readonly policies: PolicySet;
  readonly tests: readonly PolicySuiteFile[];
  readonly now: number;
  readonly duties: Duties;
  readonly pins: AliasPins | undefined;
  /** At least one; without files of tests one without keys. */
  readonly worlds: readonly LintWorld[];
}

const nowhere: Locality = { region: 'test-1', domainId: 'test' };

export function lintSubject({ policies, tests, now, duties, pins }: LintInput): LintSubject {
  const compiled = (here: Locality): readonly CompiledRule[] => policies.rules.map((rule) => compileRule(rule, here));
  const worlds = tests.map((file) => {
    const world = new TestWorld(file.tests);
    return {
      here: world.here,
      compiled: compiled(world.here),
      keys: world.keys.map((name) => world.key(name)),
      principals: world.principals.map((name) => world.principal(name)),
    };
  });
  const alone = { here: nowhere, compiled: compiled(nowhere), keys: [], principals: [] };
  return {
    policies,
    tests,
    now,
    duties: { use: useActions, administer: administerActions, ...duties },
    pins,
    worlds: worlds.length === 0 ? [alone] : worlds,
  };
}
