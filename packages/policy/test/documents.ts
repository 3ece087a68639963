import { checkPolicyDocuments, formatPolicyProblem } from '@chatelaine/policy';

/** A rule that nothing is wrong with, as lines to put other lines in place of. */
const soundRule: Readonly<Record<string, string>> = {
  id: 'id: a-rule',
  effect: 'effect: allow',
  who: 'who: [user:alice]',
  actions: 'actions: [kms:cmk:get]',
  keys: 'keys: [alias/payments]',
  reason: 'reason: Because it must be so',
};

/**
 * A document with one rule, in lines: `policy`, `name`, `rules`, then the rule from line 4 on.
 *
 * @param changes lines by member; an empty one leaves the member out, other names are added at the end
 */
export function documentWithRule(changes: Readonly<Record<string, string>> = {}): string {
  const lines = Object.values({ ...soundRule, ...changes }).filter((line) => line !== '');
  return [
    'policy: chatelaine/v1',
    'name: test',
    'rules:',
    ...lines.map((line, index) => (index === 0 ? `  - ${line}` : `    ${line}`)),
    '',
  ].join('\n');
}

/** What is wrong with one document, as people read it. */
export function problemsOf(text: string, name = 'test.yaml'): string[] {
  return checkPolicyDocuments([{ name, text }]).map((problem) => formatPolicyProblem(problem));
}
