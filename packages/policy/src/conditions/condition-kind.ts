import type { AuthorizationRequest } from '@chatelaine/core';
import type { Truth } from '../evaluation/truth.ts';
import type { Form } from '../form/form.ts';

/** Whether something holds for a request. Total: it neither throws nor waits, and changes nothing. */
export type Condition = (request: AuthorizationRequest) => Truth;

/**
 * A kind of condition, as one entry of `when` and `unless`: how it is written, what it asks of a request, and how it is
 * told to people. All that the product knows of the kind stands here.
 */
export interface ConditionKind<Value> {
  readonly form: Form<Value>;
  /** For people who write: shown by editors. */
  readonly description: string;
  /** What it asks, each by itself; the condition holds if all of them do. At least one. */
  parts(value: Value): readonly ConditionPart[];
  /** The same condition with one threshold moved by one step, for each threshold and each direction that stays valid. */
  shifts?(value: Value): readonly Shift<Value>[];
}

/** One question of a condition, compiled. */
export interface ConditionPart {
  /** Its place in the language: `source.cidr`. */
  readonly name: string;
  /** In words, to finish “when …”: `source in 10.0.0.0/8`. */
  readonly words: string;
  /** What it reads of a request. If one of these is not known, so may be the answer. */
  readonly reads: readonly Fact[];
  readonly test: Condition;
}

/** A threshold that was moved, for mutation tests. */
export interface Shift<Value> {
  /** In words: `mfa.maxAgeSeconds 900 → 901`. */
  readonly words: string;
  readonly value: Value;
}

/**
 * Something that a request may tell, by its path in `AuthorizationRequest`: `context.mfa.ageSeconds`, `key.tags`,
 * `principal.attributes.tenant`.
 */
export type Fact = string;
