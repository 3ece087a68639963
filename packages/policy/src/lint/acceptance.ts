import type { PolicyRule } from '../policy-set.ts';
import type { LintCode, LintFinding } from './finding.ts';
import { about, type Discovery } from './lint-rule.ts';

/** The label by which a rule says that a finding about it is as it should be. */
export function acceptingLabel(code: LintCode): string {
  return `accept-${code.toLowerCase()}`;
}

export const unusedAcceptance = {
  code: 'P205',
  level: 'warning',
  title: 'A label that accepts nothing',
} as const;

/** Labels that accept a finding that is not there, or that no rule of lint knows. */
export function unusedAcceptances(
  rules: readonly PolicyRule[],
  findings: readonly LintFinding[],
): readonly Discovery[] {
  return rules.flatMap((rule) =>
    rule.labels.flatMap((label, place) => {
      if (!/^accept-[pt]\d+$/.test(label)) return [];
      const isUsed = findings.some((finding) => finding.rule === rule.name && acceptingLabel(finding.code) === label);
      if (isUsed) return [];
      const message = `The label ${label} accepts a finding that the rule does not have.`;
      return [about(rule, `labels.${place}`, message, 'Remove the label.')];
    }),
  );
}
