import type { KeyIdentifier, KeyStateResponse, ScheduleKeyDeletionResponse } from '@chatelaine/core';
import { isoTime } from '../keys/iso-time.ts';
import { settled, wasNeverImported } from '../keys/key-material.ts';
import type { KeyRecord } from '../keys/key-record.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { commitChanges } from './key-change.ts';
import { resolveKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

interface Request {
  readonly keyId: KeyIdentifier;
}

const dayMilliseconds = 86_400_000;

// Which states they start from is in the declarations.
const movesTo = (move: (record: KeyRecord) => KeyRecord): Implementation =>
  implement<Request, KeyStateResponse>({
    resolve: resolveKey,
    async run(_call, resolved, services) {
      const entry = keyOf(resolved);
      const after = move(entry.record);
      await commitChanges([{ entry, after }], [], services);
      return { keyId: after.keyId, state: after.state };
    },
  });

export const enableKey: Implementation = movesTo((record) => ({ ...record, state: 'ENABLED' }));

export const disableKey: Implementation = movesTo((record) => ({ ...record, state: 'DISABLED' }));

export const cancelKeyDeletion: Implementation = movesTo((record) =>
  // A key that never had material waits for it as it did before.
  settled({ ...record, deletionAt: undefined, state: wasNeverImported(record) ? 'ENABLED' : 'DISABLED' }),
);

export const scheduleKeyDeletion: Implementation = implement<
  Request & { readonly pendingDays: number },
  ScheduleKeyDeletionResponse
>({
  resolve: resolveKey,
  async run({ request: { pendingDays }, now }, resolved, services) {
    const entry = keyOf(resolved);
    const { keyId } = entry.record;
    const deletionAt = now + pendingDays * dayMilliseconds;
    await commitChanges([{ entry, after: { ...entry.record, state: 'PENDING_DELETION', deletionAt } }], [], services);
    return { keyId, state: 'PENDING_DELETION', deletionDate: isoTime(deletionAt) };
  },
});
