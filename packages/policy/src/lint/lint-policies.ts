import { deepFreeze } from '../deep-freeze.ts';
import { acceptingLabel, unusedAcceptance, unusedAcceptances } from './acceptance.ts';
import { lintRules } from './catalogue.ts';
import type { LintCode, LintFinding, LintLevel } from './finding.ts';
import type { Discovery } from './lint-rule.ts';
import { type LintInput, lintSubject } from './lint-subject.ts';

/** What a code stands for. */
export interface LintCodeSummary {
  readonly code: LintCode;
  readonly level: LintLevel;
  readonly title: string;
}

/** Every code, sorted. */
export const lintCodes: readonly LintCodeSummary[] = deepFreeze(
  [...lintRules, unusedAcceptance]
    .map(({ code, level, title }) => ({ code, level, title }))
    .toSorted((a, b) => (a.code < b.code ? -1 : 1)),
);

/** Everything that rules of lint find, accepted or not, by place. */
export function lintPolicies(input: LintInput): readonly LintFinding[] {
  const subject = lintSubject(input);
  const found = lintRules.flatMap((rule) => rule.find(subject).map((discovery) => finding(rule, discovery)));
  const acceptances = unusedAcceptances(subject.policies.rules, found).map((each) => finding(unusedAcceptance, each));
  return deepFreeze([...found, ...acceptances].toSorted(byPlace));
}

/** Whether a finding counts against a level; what is accepted never does. */
export function isAtLeast({ level, isAccepted }: LintFinding, least: LintLevel): boolean {
  return !isAccepted && (least === 'warning' || level === 'error');
}

function finding(
  { code, level }: Pick<LintCodeSummary, 'code' | 'level'>,
  { rule, position, message, fix, near }: Discovery,
): LintFinding {
  return {
    code,
    level,
    position,
    ...(rule && { rule: rule.name }),
    message,
    fix,
    ...(near !== undefined && { near }),
    isAccepted: rule?.labels.includes(acceptingLabel(code)) === true,
  };
}

function byPlace(a: LintFinding, b: LintFinding): number {
  const [one, other] = [a.position, b.position];
  if (one.document !== other.document) return one.document < other.document ? -1 : 1;
  return one.line - other.line || one.column - other.column || (a.code < b.code ? -1 : 1);
}
