import type * as Crypto from 'node:crypto';
import type { MessagePort } from 'node:worker_threads';

/** What a thread is asked. A `KeyObject` goes to another thread as a handle: its bytes stay where they are. */
export interface PrivateOperation {
  readonly block: Uint8Array;
  readonly key: Crypto.KeyObject;
}

/** Either of both. */
export interface PrivateOperationAnswer {
  readonly signature?: Uint8Array;
  readonly error?: unknown;
}

/** Answers questions in their order. It runs from its own text in another thread, so it knows its parameters only. */
export function servePrivateOperations(
  port: Pick<MessagePort, 'on' | 'postMessage'>,
  crypto: Pick<typeof Crypto, 'privateEncrypt' | 'constants'>,
): void {
  const answer = ({ block, key }: PrivateOperation): PrivateOperationAnswer => {
    try {
      return { signature: crypto.privateEncrypt({ key, padding: crypto.constants.RSA_NO_PADDING }, block) };
    } catch (error) {
      return { error };
    }
  };
  port.on('message', (question: PrivateOperation) => port.postMessage(answer(question)));
}
