import { join } from 'node:path';
import { loadPolicyDocuments, readPolicyFolder } from '@chatelaine/policy';
import { formatSarif, isAtLeast, type LintFinding, type LintLevel, lintPolicies } from '@chatelaine/policy/lint';
import { readAliasPins } from '@chatelaine/policy/pins';
import { readPolicySuite } from '@chatelaine/policy/testing';
import type { Answer } from '../output/answer.ts';
import { counted } from '../output/counted.ts';
import { printable } from '../output/printable.ts';
import type { Style } from '../output/style.ts';
import type { Invocation } from '../program/invocation.ts';
import { version } from '../version.ts';
import { policyFolder } from './policy-folder.ts';

export interface LintOptions {
  readonly failLevel: LintLevel;
  readonly format: 'text' | 'sarif';
}

/** `chatelaine policy lint`. Needs no vault and no configuration. */
export function lintPolicy(
  invocation: Invocation,
  named: string | undefined,
  { failLevel, format }: LintOptions,
): Answer {
  const folder = policyFolder(invocation, named);
  const policies = loadPolicyDocuments(readPolicyFolder(folder.path));
  const { files: tests } = readPolicySuite(folder.path);
  const found = lintPolicies({ policies, tests, now: Date.now(), pins: readAliasPins(folder.path) });
  const findings = found.map((finding) => ({
    ...finding,
    position: { ...finding.position, document: join(folder.prefix, finding.position.document) },
  }));
  const isFailed = findings.some((finding) => isAtLeast(finding, failLevel));
  const message = summary(folder.named, policies.rules.length, findings);
  return {
    document: {
      ...(isFailed && { error: { code: 'LintFindings', message } }),
      folder: folder.named,
      failLevel,
      findings,
    },
    text:
      format === 'sarif'
        ? formatSarif(findings, version()).trimEnd()
        : asText(findings, message, invocation.report.style),
    ...(isFailed && { exit: 'lintFindings' }),
  };
}

function summary(folder: string, rules: number, findings: readonly LintFinding[]): string {
  const open = findings.filter(({ isAccepted }) => !isAccepted);
  const errors = open.filter(({ level }) => level === 'error').length;
  const counts = [
    ...(errors > 0 ? [counted(errors, 'error', 'errors')] : []),
    ...(open.length > errors ? [counted(open.length - errors, 'warning', 'warnings')] : []),
    ...(open.length < findings.length ? [`${findings.length - open.length} accepted`] : []),
  ];
  return `${folder}: ${counted(rules, 'rule', 'rules')}, ${counts.length === 0 ? 'no finding' : counts.join(', ')}.`;
}

function asText(findings: readonly LintFinding[], message: string, style: Style): string {
  const open = findings.filter(({ isAccepted }) => !isAccepted);
  const lines = open.flatMap(({ position, level, code, message: said, fix }) => [
    `${style.bold(printable(`${position.document}:${position.line}:${position.column}`))} ${level === 'error' ? style.alarm(level) : level} ${code} ${printable(said)}`,
    style.faint(`    ${printable(fix)}`),
  ]);
  return [...lines, ...(lines.length > 0 ? [''] : []), printable(message)].join('\n');
}
