import type { OperationDeclaration } from './declaration.ts';

export interface GenerateRandomRequest {
  /** Bytes, 1–1,024. */
  readonly length: number;
}

export interface GenerateRandomResponse {
  readonly bytes: Uint8Array;
}

export const generateRandom: OperationDeclaration<GenerateRandomRequest> = {
  action: 'kms::generateRandom',
  summary: 'Gives random bytes of the operating system.',
  effect: 'use',
  resource: 'none',
  primaryOnly: false,
  parameters: {
    length: { kind: 'integer', required: true, minimum: 1, maximum: 1_024, summary: 'How many bytes.' },
  },
};
