import type {
  DisableKeyRotationRequest,
  EnableKeyRotationRequest,
  GetKeyRotationStatusRequest,
  KeyRotation,
  KeyRotationResponse,
  RotateKeyRequest,
  UpdateKeyMinimumVersionRequest,
  UpdateKeyRotationIntervalRequest,
} from '@chatelaine/core';
import type { Answer } from '../output/answer.ts';
import { counted } from '../output/counted.ts';
import { details, listing } from '../output/table.ts';
import type { Invocation } from '../program/invocation.ts';
import { withCaller } from '../vault/with-vault.ts';

/** `chatelaine key rotate` */
export async function rotateKey(invocation: Invocation, request: RotateKeyRequest): Promise<Answer> {
  const rotated = await withCaller(invocation, (operations) => operations.rotateKey(request));
  return { document: rotated, text: `The key ${rotated.keyId} encrypts with version ${rotated.currentVersion} now.` };
}

/** `chatelaine key update-minimum-version` */
export async function updateKeyMinimumVersion(
  invocation: Invocation,
  request: UpdateKeyMinimumVersionRequest,
): Promise<Answer> {
  const updated = await withCaller(invocation, (operations) => operations.updateKeyMinimumVersion(request));
  return {
    document: updated,
    text: `The key ${updated.keyId} decrypts what was made with version ${updated.minimumVersion} or later.`,
  };
}

/** `chatelaine key rotation enable` */
export async function enableKeyRotation(invocation: Invocation, request: EnableKeyRotationRequest): Promise<Answer> {
  return rotationSet(await withCaller(invocation, (operations) => operations.enableKeyRotation(request)));
}

/** `chatelaine key rotation interval` */
export async function updateKeyRotationInterval(
  invocation: Invocation,
  request: UpdateKeyRotationIntervalRequest,
): Promise<Answer> {
  return rotationSet(await withCaller(invocation, (operations) => operations.updateKeyRotationInterval(request)));
}

/** `chatelaine key rotation disable` */
export async function disableKeyRotation(invocation: Invocation, request: DisableKeyRotationRequest): Promise<Answer> {
  const key = await withCaller(invocation, (operations) => operations.disableKeyRotation(request));
  return { document: key, text: `The key ${key.keyId} does not rotate by itself any more.` };
}

/** `chatelaine key rotation status` */
export async function getKeyRotationStatus(
  invocation: Invocation,
  request: GetKeyRotationStatusRequest,
): Promise<Answer> {
  const status = await withCaller(invocation, (operations) => operations.getKeyRotationStatus(request));
  const { style } = invocation.report;
  const rows = status.versions.map(({ version, state, createdAt }) => [version, state, createdAt]);
  return {
    document: status,
    text: [
      details(
        [
          ['Key id', status.keyId],
          ['Rotation', rotationText(status)],
          ['Last rotation', status.lastRotationDate ?? []],
          ['Next rotation', status.nextRotationDate ?? []],
        ],
        style,
      ),
      '',
      listing(['VERSION', 'STATE', 'CREATED'], rows, style),
    ].join('\n'),
  };
}

/** How a key rotates, in a few words. */
export function rotationText({ rotationInterval, rotations }: KeyRotation): string {
  const often = rotationInterval === undefined ? 'not by itself' : `every ${rotationInterval} days`;
  return `${often} (${counted(rotations, 'rotation', 'rotations')} so far)`;
}

function rotationSet(key: KeyRotationResponse): Answer {
  return {
    document: key,
    text: `The key ${key.keyId} rotates every ${key.rotationInterval} days, next at ${key.nextRotationDate}.`,
  };
}
