import { type Decision, VaultError } from '@chatelaine/core';
import { explain, type Explanation, parseMoment, type PartExplanation, type RuleExplanation } from '@chatelaine/policy';
import type { Answer } from '../output/answer.ts';
import { printable } from '../output/printable.ts';
import { rulePlace } from '../output/rule-place.ts';
import type { Style } from '../output/style.ts';
import { actionNamed, readPolicyQuestion } from '../policy-question/policy-question.ts';
import type { Invocation } from '../program/invocation.ts';
import { policyFolder, reading } from './policy-folder.ts';

export interface PolicyExplainOptions {
  readonly who: string;
  readonly action: string;
  readonly key?: string;
  readonly as?: string;
  readonly context?: string;
  readonly tests?: string;
  readonly now?: string;
}

/** `chatelaine policy explain`. Needs no vault and no configuration. */
export function explainPolicy(
  invocation: Invocation,
  named: string | undefined,
  options: PolicyExplainOptions,
): Answer {
  const folder = policyFolder(invocation, named);
  const { role: roles = [], group: groups = [], attribute: attributes = {} } = invocation.globals;
  const action = actionNamed(options.action);
  const question = reading(folder, () => readPolicyQuestion(folder.path, { ...options, roles, groups, attributes }));
  const { asked } = question;
  const request = question.world.request({
    who: options.who,
    action,
    key: question.key,
    asked,
    context: options.context,
    now: options.now === undefined ? undefined : momentOf(options.now),
  });
  const explanation = explain(question.rules, request);
  const key = request.key === undefined ? '' : ` on ${request.key.id ?? options.key ?? 'a key'}`;
  const spelled = asked === undefined || asked === request.key?.id ? '' : ` (asked as ${asked})`;
  const subject = `${action}${key}${spelled} for ${request.principal.id}`;
  const { decision, deciding, nearest, rules } = explanation;
  const document = { action, principal: request.principal.id, decision, deciding, nearest, rules: rules.map(told) };
  return { document, text: textOf(subject, explanation, folder.prefix, invocation.report.style) };
}

/** Only text that says a time zone: what a local time means is left to nobody's clock. */
function momentOf(text: string): number {
  const at = parseMoment(text);
  if (at === undefined) {
    throw new VaultError(
      'InvalidArgument',
      `${JSON.stringify(text)} is no moment; write such as 2027-01-31T17:30:00Z.`,
    );
  }
  return at;
}

function told({ rule, applies, parts }: RuleExplanation): object {
  const { document: file, line, column } = rule.position;
  return { rule: rule.name, effect: rule.effect, applies, reason: rule.reason, file, line, column, parts };
}

function textOf(
  subject: string,
  { decision, deciding, nearest, rules }: Explanation,
  prefix: string,
  style: Style,
): string {
  const lines = [headline(subject, decision, style), `  ${printable(decision.reason)}`, ''];
  if (rules.length === 0) lines.push('No rule names this action.');
  for (const each of rules) {
    const marks = [
      ...(deciding.includes(each.rule.name) ? ['decides'] : []),
      ...(nearest === each.rule.name ? ['nearest to an allow'] : []),
    ];
    lines.push(...ruleLines(each, marks, prefix, style));
  }
  return lines.join('\n');
}

function headline(subject: string, { effect, kind }: Decision, style: Style): string {
  const word = effect === 'allow' ? style.success('ALLOW') : style.alarm('DENY');
  return `${word} ${printable(subject)}  ${style.faint(`kind: ${kind}`)}`;
}

function ruleLines(
  explained: RuleExplanation,
  marks: readonly string[],
  prefix: string,
  style: Style,
): readonly string[] {
  const { rule, applies, parts } = explained;
  const place = rulePlace(rule, prefix);
  const mark = marks.length === 0 ? '' : `  ${style.bold(marks.join(', '))}`;
  const heading = `${rule.effect} ${style.bold(rule.name)} applies: ${shown(applies, style)}${mark}  ${style.faint(place)}`;
  return [heading, ...parts.map((part) => partLine(part, style))];
}

function partLine({ of, words, truth, lacks }: PartExplanation, style: Style): string {
  const member = of === 'when' || of === 'unless' ? `${of} ` : '';
  const lacking = lacks.length === 0 ? '' : style.faint(`  the request does not tell ${lacks.join(', ')}`);
  return `    ${shown(truth, style)}${' '.repeat(8 - truth.length)}${member}${printable(words)}${lacking}`;
}

function shown(truth: PartExplanation['truth'], style: Style): string {
  if (truth === 'yes') return style.success('yes');
  return truth === 'no' ? 'no' : style.alarm('UNKNOWN');
}
