import type { LintCode, LintFinding, LintLevel } from './finding.ts';
import { lintCodes } from './lint-policies.ts';

/** As much of SARIF 2.1.0 as findings need. */
export interface SarifLog {
  readonly $schema: string;
  readonly version: '2.1.0';
  readonly runs: SarifRun[];
}

interface SarifRun {
  readonly tool: { readonly driver: { name: string; semanticVersion: string; rules: SarifRule[] } };
  readonly columnKind: 'utf16CodeUnits';
  readonly results: SarifResult[];
}

interface SarifRule {
  readonly id: LintCode;
  readonly shortDescription: SarifText;
  readonly defaultConfiguration: { readonly level: LintLevel };
}

interface SarifResult {
  readonly ruleId: LintCode;
  readonly ruleIndex: number;
  readonly level: LintLevel;
  readonly message: SarifText;
  readonly locations: SarifLocation[];
  readonly suppressions?: { readonly kind: 'inSource' }[];
}

interface SarifLocation {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region: { readonly startLine: number; readonly startColumn: number };
  };
  readonly logicalLocations?: { readonly fullyQualifiedName: string }[];
}

interface SarifText {
  readonly text: string;
}

/** The findings as SARIF 2.1.0, for code scanning. What is accepted is told as suppressed in the source. */
export function sarifLog(findings: readonly LintFinding[], version: string): SarifLog {
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'chatelaine-policy-lint', semanticVersion: version, rules: lintCodes.map(descriptor) },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map(result),
      },
    ],
  };
}

/** The same as text. */
export function formatSarif(findings: readonly LintFinding[], version: string): string {
  return `${JSON.stringify(sarifLog(findings, version), undefined, 2)}\n`;
}

function descriptor({ code, level, title }: (typeof lintCodes)[number]): SarifRule {
  return { id: code, shortDescription: { text: title }, defaultConfiguration: { level } };
}

function result({ code, level, position, message, fix, rule, isAccepted }: LintFinding): SarifResult {
  return {
    ruleId: code,
    ruleIndex: lintCodes.findIndex((each) => each.code === code),
    level,
    message: { text: `${message} ${fix}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: position.document.split('/').map(encodeURIComponent).join('/') },
          region: { startLine: position.line, startColumn: position.column },
        },
        ...(rule !== undefined && { logicalLocations: [{ fullyQualifiedName: rule }] }),
      },
    ],
    ...(isAccepted && { suppressions: [{ kind: 'inSource' }] }),
  };
}
