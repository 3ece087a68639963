import { type MessageType, type RequestFacts, symmetricDefault } from '@chatelaine/core';

/** What policies may read of every request that uses a symmetric key. */
export const symmetricFacts: RequestFacts = Object.freeze({ algorithm: symmetricDefault });

/** The same, whatever the key. */
export const symmetricFactsOf = (): RequestFacts => symmetricFacts;

/** The facts of requests that name an algorithm: made once for the names that a vault has, and the same ever after. */
export class AlgorithmFacts {
  readonly #alone: ReadonlyMap<string, RequestFacts>;
  readonly #ofMessages: Readonly<Record<MessageType, ReadonlyMap<string, RequestFacts>>>;

  constructor(names: Iterable<string>) {
    const all = [...new Set(names)];
    const known = (more: RequestFacts) =>
      new Map(all.map((algorithm) => [algorithm, Object.freeze({ algorithm, ...more })]));
    this.#alone = known({});
    this.#ofMessages = { RAW: known({ messageType: 'RAW' }), DIGEST: known({ messageType: 'DIGEST' }) };
  }

  /** @param algorithm `undefined`: the caller named none, and the key is unknown or has none */
  of(algorithm: string | undefined): RequestFacts | undefined {
    if (algorithm === undefined) return undefined;
    return this.#alone.get(algorithm) ?? Object.freeze({ algorithm });
  }

  /** The same of a message to sign or verify. */
  ofMessage(algorithm: string | undefined, messageType: MessageType): RequestFacts {
    if (algorithm === undefined) return Object.freeze({ messageType });
    return this.#ofMessages[messageType].get(algorithm) ?? Object.freeze({ algorithm, messageType });
  }
}
