import type { KeyId } from '../identifiers/key-id.ts';
import { algorithmName, keyId, message } from './common-parameters.ts';
import type { OperationDeclaration } from './declaration.ts';
import { whenEnabled } from './key-states.ts';

export interface GenerateMacRequest {
  readonly keyId: string;
  /** Up to 4,096 bytes, or what the host configured. */
  readonly message: Uint8Array;
  /** Default: the one MAC algorithm that the key has. */
  readonly macAlgorithm?: string;
}

export interface GenerateMacResponse {
  readonly keyId: KeyId;
  readonly mac: Uint8Array;
  readonly macAlgorithm: string;
}

export const generateMac: OperationDeclaration<GenerateMacRequest> = {
  action: 'kms:cmk:generateMac',
  summary: 'Makes the message authentication code of a message.',
  effect: 'use',
  resource: 'key',
  usage: 'GENERATE_VERIFY_MAC',
  states: whenEnabled,
  primaryOnly: false,
  parameters: { keyId, message, macAlgorithm: algorithmName('MAC') },
};

export interface VerifyMacRequest extends GenerateMacRequest {
  /** 1–1,024 bytes; one that was shortened does not fit. */
  readonly mac: Uint8Array;
}

export interface VerifyMacResponse {
  readonly keyId: KeyId;
  readonly macValid: boolean;
  readonly macAlgorithm: string;
}

export const verifyMac: OperationDeclaration<VerifyMacRequest> = {
  action: 'kms:cmk:verifyMac',
  summary: 'Tells whether a message authentication code is the one of this message under this key.',
  effect: 'use',
  resource: 'key',
  usage: 'GENERATE_VERIFY_MAC',
  states: whenEnabled,
  primaryOnly: false,
  parameters: {
    keyId,
    message,
    mac: { kind: 'bytes', required: true, minimum: 0, maximum: 1_024, summary: 'The message authentication code.' },
    macAlgorithm: algorithmName('MAC'),
  },
};
