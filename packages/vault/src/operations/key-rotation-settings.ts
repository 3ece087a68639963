import {
  type DisableKeyRotationResponse,
  type GetKeyRotationStatusResponse,
  type KeyIdentifier,
  type KeyRotationResponse,
  VaultError,
} from '@chatelaine/core';
import { isoTime } from '../keys/iso-time.ts';
import type { KeyEntry } from '../keys/key-entry.ts';
import { rotationFrom, rotationStatusOf } from '../keys/key-rotation.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import type { Services } from '../services.ts';
import { commitChanges } from './key-change.ts';
import { checkRotatable } from './new-version.ts';
import { resolveKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

interface Request {
  readonly keyId: KeyIdentifier;
}

interface IntervalRequest extends Request {
  readonly rotationInterval: number;
}

export const enableKeyRotation: Implementation = implement<IntervalRequest, KeyRotationResponse>({
  resolve: resolveKey,
  run({ request: { rotationInterval }, now }, resolved, services) {
    const entry = keyOf(resolved);
    const { record } = entry;
    checkRotatable(record, services.algorithms.of(record.keySpec));
    if (record.origin === 'external') {
      throw new VaultError(
        'ExternalKeyNotRotatable',
        'A key with imported material does not rotate by itself. Import material as staged, and rotate to it with rotateKey.',
      );
    }
    if (record.rotation !== undefined) {
      throw new VaultError(
        'RotationAlreadyEnabled',
        'The key rotates by itself already. updateKeyRotationInterval sets how often.',
      );
    }
    return commitRotation(entry, rotationInterval, now, services);
  },
});

export const updateKeyRotationInterval: Implementation = implement<IntervalRequest, KeyRotationResponse>({
  resolve: resolveKey,
  run({ request: { rotationInterval }, now }, resolved, services) {
    const entry = keyOf(resolved);
    if (entry.record.rotation === undefined) throw notEnabled();
    return commitRotation(entry, rotationInterval, now, services);
  },
});

export const disableKeyRotation: Implementation = implement<Request, DisableKeyRotationResponse>({
  resolve: resolveKey,
  async run(_call, resolved, services) {
    const entry = keyOf(resolved);
    if (entry.record.rotation === undefined) throw notEnabled();
    await commitChanges([{ entry, after: { ...entry.record, rotation: undefined } }], [], services);
    return { keyId: entry.record.keyId };
  },
});

export const getKeyRotationStatus: Implementation = implement<Request, GetKeyRotationStatusResponse>({
  resolve: resolveKey,
  run: (_call, resolved) => rotationStatusOf(keyOf(resolved).record),
});

async function commitRotation(
  entry: KeyEntry,
  interval: number,
  now: number,
  services: Services,
): Promise<KeyRotationResponse> {
  const rotation = rotationFrom(now, interval);
  await commitChanges([{ entry, after: { ...entry.record, rotation } }], [], services);
  return { keyId: entry.record.keyId, rotationInterval: interval, nextRotationDate: isoTime(rotation.nextAt) };
}

function notEnabled(): VaultError {
  return new VaultError('RotationNotEnabled', 'The key does not rotate by itself. enableKeyRotation has it do so.');
}
