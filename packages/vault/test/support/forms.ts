import type { CallerOperations, EncryptionContext } from '@chatelaine/core';
import { collected, streamOf } from './bytes.ts';

/** What may stand beside a plaintext or a ciphertext. */
interface Beside {
  readonly keyId?: string;
  readonly encryptionContext?: EncryptionContext;
}

/** One kind of ciphertext with the operations that make and open it. */
export interface Form {
  readonly name: string;
  seal(kms: CallerOperations, keyId: string, plaintext: Uint8Array, context?: EncryptionContext): Promise<Uint8Array>;
  open(kms: CallerOperations, ciphertext: Uint8Array, beside?: Beside): Promise<Uint8Array>;
}

const given = (encryptionContext: EncryptionContext | undefined) => encryptionContext && { encryptionContext };

export const dataForm: Form = {
  name: 'encryptData and decryptData',
  async seal(kms, keyId, plaintext, context) {
    return (await kms.encryptData({ keyId, plaintext, ...given(context) })).ciphertext;
  },
  async open(kms, ciphertext, beside) {
    return (await kms.decryptData({ ciphertext, ...beside })).plaintext;
  },
};

export const dataKeyForm: Form = {
  name: 'encryptDataKey and decryptDataKey',
  async seal(kms, keyId, plaintext, context) {
    return (await kms.encryptDataKey({ keyId, plaintext, ...given(context) })).ciphertext;
  },
  async open(kms, ciphertext, beside) {
    return (await kms.decryptDataKey({ ciphertext, ...beside })).plaintext;
  },
};

export const streamForm: Form = {
  name: 'encryptStream and decryptStream',
  async seal(kms, keyId, plaintext, context) {
    const { ciphertext } = await kms.encryptStream({ keyId, plaintext: streamOf(plaintext), ...given(context) });
    return collected(ciphertext);
  },
  async open(kms, ciphertext, beside) {
    return collected((await kms.decryptStream({ ciphertext: streamOf(ciphertext), ...beside })).plaintext);
  },
};

export const forms: readonly Form[] = [dataForm, dataKeyForm, streamForm];
