import type { AuthorizationRequest } from '@chatelaine/core';
import { no, type Truth, unknown, yes } from '../evaluation/truth.ts';
import { map, optional, required } from '../form/map.ts';
import { text, type TextForm } from '../form/text.ts';
import { wholeNumber } from '../form/whole-number.ts';
import type { ConditionKind } from './condition-kind.ts';
import { own } from './own.ts';

/** How many others agreed to the request. Who asks never counts, and nobody counts twice. */
export interface ApprovalsCondition {
  readonly min: number;
  /** Only those count that have this role. */
  readonly role?: string;
}

const mostApprovals = 64;
const role: TextForm = {
  minimum: 1,
  maximum: 128,
  pattern: /^[A-Za-z0-9._@/-]+$/,
  description: 'the name of a role without role:, 1–128 characters of A–Z a–z 0–9 . _ @ / -',
};

function counts(approval: unknown, wanted: string | undefined): string | undefined | typeof no {
  if (typeof approval !== 'object' || approval === null) return undefined;
  const { id, roles } = approval as { readonly id?: unknown; readonly roles?: unknown };
  if (typeof id !== 'string' || !Array.isArray(roles)) return undefined;
  return wanted === undefined || (roles as unknown[]).includes(wanted) ? id : no;
}

function test({ context, principal }: AuthorizationRequest, { min, role: wanted }: ApprovalsCondition): Truth {
  const approvals: unknown = own(context, 'approvals');
  if (!Array.isArray(approvals) || typeof principal.id !== 'string') return unknown;
  const approvers = new Set<string>();
  let doubtful = 0;
  for (const approval of approvals as unknown[]) {
    const id = counts(approval, wanted);
    if (id === undefined) doubtful += 1;
    else if (id !== no && id !== principal.id) approvers.add(id);
  }
  if (approvers.size >= min) return yes;
  return approvers.size + doubtful >= min ? unknown : no;
}

export const approvals: ConditionKind<ApprovalsCondition> = {
  description:
    'How many others agreed. Who asks never counts, nobody counts twice. Unknown where the host tells nothing.',
  form: map<ApprovalsCondition>({
    noun: 'the condition approvals',
    members: {
      min: required(wholeNumber(1, mostApprovals), 'At least so many approvers.'),
      role: optional(text(role), 'Only approvers with this role count.'),
    },
  }),
  parts: (value) => [
    {
      name: 'approvals.min',
      words: `at least ${value.min} others agreed${value.role === undefined ? '' : ` who have the role ${value.role}`}`,
      reads: ['context.approvals'],
      test: (request) => test(request, value),
    },
  ],
  shifts: (value) =>
    [value.min - 1, value.min + 1]
      .filter((min) => min >= 1 && min <= mostApprovals)
      .map((min) => ({ words: `approvals.min ${value.min} → ${min}`, value: { ...value, min } })),
};
