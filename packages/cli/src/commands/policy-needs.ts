import { policyNeeds, type RuleNeeds } from '@chatelaine/policy';
import type { Answer } from '../output/answer.ts';
import { printable } from '../output/printable.ts';
import { rulePlace } from '../output/rule-place.ts';
import type { Style } from '../output/style.ts';
import { actionNamed, readPolicyQuestion } from '../policy-question/policy-question.ts';
import type { Invocation } from '../program/invocation.ts';
import { policyFolder, reading } from './policy-folder.ts';

export interface PolicyNeedsOptions {
  readonly policies?: string;
  readonly who?: string;
  readonly tests?: string;
}

/** `chatelaine policy needs`. Needs no vault and no configuration. */
export function tellNeeds(
  invocation: Invocation,
  named: string,
  key: string | undefined,
  options: PolicyNeedsOptions,
): Answer {
  const folder = policyFolder(invocation, options.policies);
  const { role: roles = [], group: groups = [], attribute: attributes = {} } = invocation.globals;
  const action = actionNamed(named);
  const question = reading(folder, () =>
    readPolicyQuestion(folder.path, { ...options, key, roles, groups, attributes }),
  );
  const needs = policyNeeds(question.rules, {
    action,
    principal: question.who === undefined ? undefined : question.world.principal(question.who),
    key: question.key === undefined ? undefined : question.world.key(question.key),
    asked: question.asked,
  });
  const { style } = invocation.report;
  const subject = `${action}${key === undefined ? '' : ` on ${key}`}${options.who === undefined ? '' : ` for ${options.who}`}`;
  const rules = (each: readonly RuleNeeds[]): readonly string[] =>
    each.flatMap((one) => ruleLines(one, folder.prefix, style));
  const lines = [
    ...(needs.allows.length === 0
      ? [`${style.alarm('No rule allows')} ${printable(subject)}, whatever the request tells.`]
      : [
          `${printable(subject)} needs ${needs.allows.length === 1 ? 'this rule' : 'one of these rules'} to apply:`,
          ...rules(needs.allows),
        ]),
    ...(needs.denies.length === 0 ? [] : ['', 'and none of these:', ...rules(needs.denies)]),
    ...(needs.facts.length === 0
      ? []
      : ['', `The rules read ${needs.facts.join(', ')}; a request that lacks one of these is not better off.`]),
  ];
  const document = {
    action,
    key,
    principal: options.who,
    facts: needs.facts,
    allows: needs.allows.map(told),
    denies: needs.denies.map(told),
  };
  return { document, text: lines.join('\n') };
}

function told({ rule, open, when, unless }: RuleNeeds): object {
  const { document: file, line, column } = rule.position;
  return { rule: rule.name, reason: rule.reason, file, line, column, open, when, unless };
}

function ruleLines({ rule, open, when, unless }: RuleNeeds, prefix: string, style: Style): readonly string[] {
  const place = rulePlace(rule, prefix);
  const isBare = when.length === 0 && unless.length === 0;
  return [
    `  ${style.bold(rule.name)}  ${style.faint(place)}`,
    ...open.map((words) => `      ${printable(words)}`),
    ...when.map((words) => `      when ${printable(words)}`),
    ...unless.map((words) => `      unless ${printable(words)}`),
    ...(isBare && rule.effect === 'deny' ? ['      whatever the request tells'] : []),
  ];
}
