import { join } from 'node:path';
import { loadPolicyDocuments, readPolicyFolder } from '@chatelaine/policy';
import { formatSarif, isAtLeast, type LintFinding, type LintLevel, lintPolicies } from '@chatelaine/policy/lint';
import { readAliasPins } from '@chatelaine/policy/pins';
import { readPolicySuite } from '@chatelaine/policy/testing';
import type { Answer } from '../output/answer.ts';
import { counted } from '../output/counted.ts';
import { printable } from '../output/printable.ts';
import type { Style } from '../output/style.ts';
import { workflowAnnotation } from '../output/workflow-annotation.ts';
import { actionNamed } from '../policy-question/policy-question.ts';
import type { Invocation } from '../program/invocation.ts';
import { version } from '../version.ts';
import { policyFolder, reading } from './policy-folder.ts';

export interface LintOptions {
  readonly failLevel: LintLevel;
  readonly format: 'text' | 'sarif' | 'github';
  /** Instead of the actions that run a key. */
  readonly using?: readonly string[];
  /** Instead of the actions that change a key. */
  readonly administering?: readonly string[];
}

type Reporter = (findings: readonly LintFinding[], message: string, style: Style) => string;

const reports: Readonly<Record<LintOptions['format'], Reporter>> = {
  text: asText,
  sarif: (findings) => formatSarif(findings, version()).trimEnd(),
  github: (findings) => openOf(findings).map(asAnnotation).join('\n'),
};

/** `chatelaine policy lint`. Needs no vault and no configuration. */
export function lintPolicy(
  invocation: Invocation,
  named: string | undefined,
  { administering, failLevel, format, using }: LintOptions,
): Answer {
  const folder = policyFolder(invocation, named);
  const { pins, policies, tests } = reading(folder, () => ({
    policies: loadPolicyDocuments(readPolicyFolder(folder.path)),
    tests: readPolicySuite(folder.path).files,
    pins: readAliasPins(folder.path),
  }));
  const found = lintPolicies({
    policies,
    tests,
    now: Date.now(),
    pins,
    duties: {
      ...(using && { use: using.map(actionNamed) }),
      ...(administering && { administer: administering.map(actionNamed) }),
    },
  });
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
    text: reports[format](findings, message, invocation.report.style),
    ...(isFailed && { exit: 'lintFindings' }),
  };
}

function summary(folder: string, rules: number, findings: readonly LintFinding[]): string {
  const open = openOf(findings);
  const errors = open.filter(({ level }) => level === 'error').length;
  const counts = [
    ...(errors > 0 ? [counted(errors, 'error', 'errors')] : []),
    ...(open.length > errors ? [counted(open.length - errors, 'warning', 'warnings')] : []),
    ...(open.length < findings.length ? [`${findings.length - open.length} accepted`] : []),
  ];
  return `${folder}: ${counted(rules, 'rule', 'rules')}, ${counts.length === 0 ? 'no finding' : counts.join(', ')}.`;
}

function openOf(findings: readonly LintFinding[]): readonly LintFinding[] {
  return findings.filter(({ isAccepted }) => !isAccepted);
}

function asAnnotation({ code, fix, level, message, position }: LintFinding): string {
  const { column, document: file, line } = position;
  return workflowAnnotation({ level, file, line, column, title: code, message: `${message} ${fix}` });
}

function asText(findings: readonly LintFinding[], message: string, style: Style): string {
  const lines = openOf(findings).flatMap(({ position, level, code, message: said, fix }) => [
    `${style.bold(printable(`${position.document}:${position.line}:${position.column}`))} ${level === 'error' ? style.alarm(level) : level} ${code} ${printable(said)}`,
    style.faint(`    ${printable(fix)}`),
  ]);
  return [...lines, ...(lines.length > 0 ? [''] : []), printable(message)].join('\n');
}
