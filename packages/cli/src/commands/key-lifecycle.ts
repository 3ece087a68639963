import type {
  CancelKeyDeletionRequest,
  DisableKeyRequest,
  EnableKeyRequest,
  KeyStateResponse,
  ScheduleKeyDeletionRequest,
  UpdateKeyDescriptionRequest,
} from '@chatelaine/core';
import type { Answer } from '../output/answer.ts';
import type { Invocation } from '../program/invocation.ts';
import { withCaller } from '../vault/with-vault.ts';

/** `chatelaine key enable` */
export async function enableKey(invocation: Invocation, request: EnableKeyRequest): Promise<Answer> {
  return stateOf(await withCaller(invocation, (operations) => operations.enableKey(request)));
}

/** `chatelaine key disable` */
export async function disableKey(invocation: Invocation, request: DisableKeyRequest): Promise<Answer> {
  return stateOf(await withCaller(invocation, (operations) => operations.disableKey(request)));
}

/** `chatelaine key schedule-deletion` */
export async function scheduleKeyDeletion(
  invocation: Invocation,
  request: ScheduleKeyDeletionRequest,
): Promise<Answer> {
  const key = await withCaller(invocation, (operations) => operations.scheduleKeyDeletion(request));
  return {
    document: key,
    text:
      `The key ${key.keyId} is ${key.state} and will be destroyed at ${key.deletionDate}.\n` +
      `Until then "chatelaine key cancel-deletion ${key.keyId}" calls it off.`,
  };
}

/** `chatelaine key cancel-deletion` */
export async function cancelKeyDeletion(invocation: Invocation, request: CancelKeyDeletionRequest): Promise<Answer> {
  return stateOf(await withCaller(invocation, (operations) => operations.cancelKeyDeletion(request)));
}

/** `chatelaine key update-description` */
export async function updateKeyDescription(
  invocation: Invocation,
  request: UpdateKeyDescriptionRequest,
): Promise<Answer> {
  const updated = await withCaller(invocation, (operations) => operations.updateKeyDescription(request));
  return { document: updated, text: `The key ${updated.keyId} has a new description.` };
}

function stateOf(key: KeyStateResponse): Answer {
  return { document: key, text: `The key ${key.keyId} is ${key.state}.` };
}
