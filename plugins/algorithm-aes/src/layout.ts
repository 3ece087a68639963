import { headerBytes } from '@chatelaine/core';

/** The one suite of AES_256 so far: committing AES-256-GCM as laid out below. */
export const suite = 1;

/** Where the header tells the suite and the purpose. */
export const suiteOffset = 1;
export const purposeOffset = 2;

export const saltBytes = 16;
export const commitmentBytes = 32;
export const nonceBytes = 12;
export const tagBytes = 16;
export const keyBytes = 32;

/** header ‖ salt: what an encryption key is derived from. */
export const identityEnd: number = headerBytes + saltBytes;
/** header ‖ salt ‖ commitment: the same in all messages under one encryption key. */
export const prefixEnd: number = identityEnd + commitmentBytes;
/** header ‖ salt ‖ commitment ‖ nonce: all that stands before the encrypted bytes. */
export const headEnd: number = prefixEnd + nonceBytes;
/** Bytes that a ciphertext has more than its plaintext. */
export const overhead: number = headEnd + tagBytes;
