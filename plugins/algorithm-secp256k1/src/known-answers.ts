/** A signature that a deterministic signer must make. */
export interface KnownAnswer {
  readonly message: string;
  readonly scalar: Uint8Array;
  /** The uncompressed point of `scalar`. */
  readonly point: Uint8Array;
  /** r ‖ s with the low s, over the SHA-256 digest of `message`, with the nonce of RFC 6979 §3.2. */
  readonly signature: Uint8Array;
}

const hex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, 'hex'));

/**
 * Deterministic signatures on secp256k1 as Haskoin's author published them in bitcointalk.org topic 285142 (2013), used since
 * by trezor-crypto, CoreBitcoin and btcd. The points of 1 and of n - 1 are G (SEC 2 §2.4.1) and -G.
 */
export const knownAnswers: readonly KnownAnswer[] = [
  {
    message: 'Satoshi Nakamoto',
    scalar: hex('0000000000000000000000000000000000000000000000000000000000000001'),
    point: hex(
      '0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8',
    ),
    signature: hex(
      '934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d82442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5',
    ),
  },
  {
    message: 'Satoshi Nakamoto',
    scalar: hex('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140'),
    point: hex(
      '0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798b7c52588d95c3b9aa25b0403f1eef75702e84bb7597aabe663b82f6f04ef2777',
    ),
    signature: hex(
      'fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d06b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5',
    ),
  },
  {
    message: 'All those moments will be lost in time, like tears in rain. Time to die...',
    scalar: hex('0000000000000000000000000000000000000000000000000000000000000001'),
    point: hex(
      '0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8',
    ),
    signature: hex(
      '8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21',
    ),
  },
];
