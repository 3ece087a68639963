import type { AuthorizationRequest, Decision, Policy } from '@chatelaine/core';
import fc from 'fast-check';
import { authorizer, brief, document } from '../policy-under-test.ts';
import { CedarJudge } from './cedar-judge.ts';
import { CedarTranslation, type TranslationMutant } from './cedar-translation.ts';
import { conditionalQuestion, type ConditionalRule, conditionalRule } from './conditional-policies.ts';

const mostRules = 12;
const questionsEach = 50;

/** What the two are made of; absent: as they should be. */
export interface Contest {
  readonly decisions: number;
  readonly seed?: number;
  readonly translation?: TranslationMutant;
  /** What the engine decides by, of the rules that Cedar is given. */
  readonly engineRules?: (rules: readonly ConditionalRule[]) => readonly ConditionalRule[];
  /** What becomes of what the engine decides. */
  readonly decided?: (decision: Decision, request: AuthorizationRequest) => Decision;
}

export interface Outcome {
  /** How often each kind of decision was made. */
  readonly seen: ReadonlyMap<string, number>;
  /** The first, with the rules and the question. */
  readonly disagreement: string | undefined;
}

/** Asks both the same questions about the same rules, until they disagree. */
export function compareWithCedar(contest: Contest): Outcome {
  const { decisions, seed, engineRules = (rules) => rules, decided = (decision) => decision } = contest;
  const seen = new Map<string, number>();
  const translation = new CedarTranslation(contest.translation);
  let disagreement: string | undefined;
  const round = fc.property(
    fc.array(conditionalRule, { minLength: 1, maxLength: mostRules }),
    fc.array(conditionalQuestion, { minLength: questionsEach, maxLength: questionsEach }),
    (rules, questions) => {
      const policy = authorizer().compile([document('test', engineRules(rules))]) as Policy;
      const judge = new CedarJudge(rules, translation);
      for (const question of questions) {
        const decision = decided(policy.decide(question) as Decision, question);
        const verdict = judge.judge(question);
        const agrees =
          decision.effect === verdict.effect &&
          decision.kind === verdict.kind &&
          (decision.rule === undefined ? verdict.rules.length === 0 : verdict.rules.includes(decision.rule));
        if (!agrees) {
          disagreement = `${brief(decision)}, but Cedar says ${JSON.stringify({ verdict, rules, question })}`;
          return false;
        }
        const kind = `${decision.effect} ${decision.kind}`;
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
      }
      return true;
    },
  );
  const result = fc.check(round, {
    numRuns: Math.ceil(decisions / questionsEach),
    endOnFailure: true,
    ...(seed !== undefined && { seed }),
  });
  if (disagreement === undefined && result.errorInstance instanceof Error) throw result.errorInstance;
  return { seen, disagreement };
}
