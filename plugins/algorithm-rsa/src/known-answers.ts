import type { JsonWebKey } from 'node:crypto';

const text = (...parts: readonly string[]): Uint8Array => Buffer.from(parts.join(''));
const base64url = (...parts: readonly string[]): Uint8Array => Buffer.from(parts.join(''), 'base64url');

/** The key "bilbo.baggins@hobbiton.example" of RFC 7520 §3.4. It is published, and no secret. */
export const knownKey: JsonWebKey = {
  kty: 'RSA',
  n:
    'n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMa' +
    'JMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6c' +
    'S6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwd' +
    'q_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw',
  e: 'AQAB',
  d:
    'bWUC9B-EFRIo8kpGfh0ZuyGPvMNKvYWNtB_ikiH9k20eT-O1q_I78eiZkpXxXQ0UTEs2LsNRS-8uJbvQ-A1irkwMSMkK1J3X' +
    'TGgdrhCku9gRldY7sNA_AKZGh-Q661_42rINLRCe8W-nZ34ui_qOfkLnK9QWDDqpaIsA-bMwWWSDFu2MUBYwkHTMEzLYGqOe' +
    '04noqeq1hExBTHBOBdkMXiuFhUq1BU6l-DqEiWxqg82sXt2h-LMnT3046AOYJoRioz75tSUQfGCshWTBnP5uDjd18kKhyv07' +
    'lhfSJdrPdM5Plyl21hsFf4L_mHCuoFau7gdsPfHPxxjVOcOpBrQzwQ',
  p:
    '3Slxg_DwTXJcb6095RoXygQCAZ5RnAvZlno1yhHtnUex_fp7AZ_9nRaO7HX_-SFfGQeutao2TDjDAWU4Vupk8rw9JR0AzZ0N' +
    '2fvuIAmr_WCsmGpeNqQnev1T7IyEsnh8UMt-n5CafhkikzhEsrmndH6LxOrvRJlsPp6Zv8bUq0k',
  q:
    'uKE2dh-cTf6ERF4k4e_jy78GfPYUIaUyoSSJuBzp3Cubk3OCqs6grT8bR_cu0Dm1MZwWmtdqDyI95HrUeq3MP15vMMON8lHT' +
    'eZu2lmKvwqW7anV5UzhM1iZ7z4yMkuUwFWoBvyY898EXvRD-hdqRxHlSqAZ192zB3pVFJ0s7pFc',
  dp:
    'B8PVvXkvJrj2L-GYQ7v3y9r6Kw5g9SahXBwsWUzp19TVlgI-YV85q1NIb1rxQtD-IsXXR3-TanevuRPRt5OBOdiMGQp8pbt2' +
    '6gljYfKU_E9xn-RULHz0-ed9E9gXLKD4VGngpz-PfQ_q29pk5xWHoJp009Qf1HvChixRX59ehik',
  dq:
    'CLDmDGduhylc9o7r84rEUVn7pzQ6PF83Y-iBZx5NT-TpnOZKF1pErAMVeKzFEl41DlHHqqBLSM0W1sOFbwTxYWZDm6sI6og5' +
    'iTbwQGIC3gnJKbi_7k_vJgGHwHxgPaX2PnvP-zyEkDERuf-ry4c_Z11Cq9AqC2yeL6kdKT1cYF8',
  qi:
    '3PiqvXQN0zwMeE-sBvZgi289XP9XCQF3VWqPzMKnIgQp7_Tugo6-NZBKCQsMf3HaEGBjTVJs_jcK8-TRXvaKe-7ZMaQj8VfB' +
    'dYkssbu0NKDDhjJ-GtiseaDVWt7dcH0cfwxgFUHpQh7FoCrjFJ6h6ZEpMF6xmujs4qMpPz8aaI4',
};

const payload =
  'SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0' +
  'aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91' +
  'IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4';

interface KnownSignature {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** Signatures of that key: the JWS Signing Input and the JWS Signature. */
export const knownSignatures: Readonly<Record<'RSASSA_PKCS1_V1_5_SHA_256' | 'RSASSA_PSS_SHA_384', KnownSignature>> = {
  /** RFC 7520 §4.1. */
  RSASSA_PKCS1_V1_5_SHA_256: {
    message: text('eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.', payload),
    signature: base64url(
      'MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7P',
      'NDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9e',
      'Ro4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4',
      'uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg',
    ),
  },
  /** RFC 7520 §4.2. */
  RSASSA_PSS_SHA_384: {
    message: text('eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.', payload),
    signature: base64url(
      'cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5dD',
      'DItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_ij',
      'Q7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_jLAeQTlqRHtfa64QQSUmFAAj',
      'VKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw',
    ),
  },
};

/** Made once with `openssl pkeyutl -encrypt` of OpenSSL 3.0.19 for that key. */
export const knownPlaintext: Uint8Array = text("the keeper of a castle's keys");
export const knownCiphertexts: Readonly<Record<'RSAES_OAEP_SHA_256' | 'RSAES_OAEP_SHA_1', Uint8Array>> = {
  RSAES_OAEP_SHA_256: base64url(
    'NeBe0hASfzootOFxhMNHd34prxTtBVeFm3TXuQsjHM_vE8js7D4jTHqpQoWk1e3deYRfIPYWhDFQ73cnlDMC46e8RJm-8uch',
    'MY29bh-1wd75YocgS26KwOE5MeeC3v4JaJ5hJ5Tf1KDx8OhBqmU2EwUHapFcrYRG2HLVO-480z-vCVNSAmtWBg7Ytc32YEra',
    '0FbyUOAgfqRuEnrvRbMskuQegycDS_eebdp3kaDOsSELwU0Kr67MdeDpI2yB1kDkq6gSp2sAIS4utILGDGD8KKdkKwEUFR3v',
    '4SsIswLA0DHljZ8YfYljGx8KwTxplhexEomAd8oJTrAzkSm_pR03dg',
  ),
  RSAES_OAEP_SHA_1: base64url(
    'l4eKKcpO5gG7oUZMBe7xlcXiftFm2ONANNidZ1pa_xRvIwWZBTtJvDuhjaMwtYEA1mG0BmNsZTE7kLjBqhhuFZwGaLVlYMpu',
    '6brX00gba_qMixKF54TljWT9_Kz2o-bOVD-YH9d-hVs-5f_boAYF0wtB7XW060NTcW3gfEyUg2WZ3FsCb82iAB6m8xmqZust',
    'GcUQVpWOuUOw7zHFSmePp6DSCg4Su6B1KO6Xa3lKXlGlQ7rOvUeHuo0MAj0Qgpw2-STQQsRwTPp2mVBge0PUi8ZDFYIx5Dsn',
    'iDrbfjn85nOsia-GXUjjzkUMSUO6RrBWYoaCz6-yxjzQ1hVxnhAEbQ',
  ),
};
