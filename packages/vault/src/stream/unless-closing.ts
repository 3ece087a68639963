import { VaultError } from '@chatelaine/core';

/** Waits for a caller's stream, but not for ever: a vault that closes waits for nobody's bytes. */
export async function unlessClosing<Value>(closing: AbortSignal, waiting: Promise<Value>): Promise<Value> {
  let stop = (): void => undefined;
  const closed = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new VaultError('VaultClosed', 'The vault was closed while it waited for the stream.'));
    if (closing.aborted) stop();
    else closing.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([waiting, closed]);
  } finally {
    closing.removeEventListener('abort', stop);
  }
}
