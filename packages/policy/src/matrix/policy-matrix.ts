import type { Action, Decision, OperationEffect } from '@chatelaine/core';
import type { Named, TestKey, TestPrincipal } from '../testing/test-file.ts';

/** Who may do what with which key: plain data, for reports. */
export interface PolicyMatrix {
  /** One for each action that a policy can name, in the order in which they are best read. */
  readonly columns: readonly MatrixColumn[];
  /** One for each file of tests, in the order of their names. */
  readonly files: readonly MatrixFile[];
}

export interface MatrixColumn {
  readonly action: Action;
  /** The action without what all of them begin with: `encryptData`, `alias:create`. */
  readonly label: string;
  /** What the operation does, in a sentence. */
  readonly summary: string;
  readonly effect: OperationEffect;
  /** Whether it names no key. */
  readonly isKeyless: boolean;
}

/** What one file of tests says there is, and what its policies say to that. */
export interface MatrixFile {
  readonly source: string;
  readonly description?: string;
  /** The clock, as `2026-01-01T00:00:00.000Z`. */
  readonly now: string;
  readonly principals: readonly Named<TestPrincipal>[];
  readonly keys: readonly Named<TestKey>[];
  /** The names of its contexts. */
  readonly contexts: readonly string[];
  /** By principal, then by key; the first of a principal is for the actions that name no key. */
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRow {
  readonly principal: string;
  /** Absent: the actions that name no key. */
  readonly key?: string;
  /** One for each column; absent where the action asks for a key and there is none, or the other way round. */
  readonly cells: readonly (MatrixCell | undefined)[];
}

/** Equal cells of a file are the same object. */
export interface MatrixCell {
  readonly mark: MatrixMark;
  /** At least one; contexts that are answered alike stand together. */
  readonly answers: readonly MatrixAnswer[];
}

/**
 * `allow`: in every context, and without one. `depends`: in some of them. `deny`: in none, and a rule forbids it in some.
 * `default`: in none, since no rule is for it.
 */
export type MatrixMark = 'allow' | 'depends' | 'deny' | 'default';

export const matrixMarks: readonly MatrixMark[] = ['allow', 'depends', 'deny', 'default'];

/** What is answered in some of the contexts. */
export interface MatrixAnswer {
  /** Names of contexts of the file. */
  readonly contexts: readonly string[];
  /** Whether it is also what is answered where nothing is known but principal, key, action and time. */
  readonly isWithoutContext: boolean;
  readonly decision: Decision;
  /** The names of all rules that would decide so by themselves. */
  readonly deciding: readonly string[];
  /** Where the first of them stands, as `file:line`. */
  readonly position?: string;
}
