import type {
  DisableKeyRequest,
  EnableKeyRequest,
  KeyStateResponse,
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
