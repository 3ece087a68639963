import { createHash } from 'node:crypto';
import { SecretBytes, type Algorithm } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { registeredAlgorithms } from './registered-algorithms.ts';

interface KnownAnswer {
  readonly source: string;
  readonly message: Uint8Array;
  /** The private value, and the point x ‖ y. */
  readonly key: readonly [scalar: string, x: string, y: string];
  readonly r: string;
  readonly s: string;
}

const text = (message: string): Uint8Array => new Uint8Array(Buffer.from(message, 'utf8'));
const hex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, 'hex'));

/** The key of RFC 6979 §A.2.5. */
const rfc6979P256 = [
  'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721',
  '60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6',
  '7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
] as const;

/** The key of RFC 6979 §A.2.6. */
const rfc6979P384 = [
  '6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5',
  'ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13',
  '8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720',
] as const;

const answers: Readonly<Record<string, readonly KnownAnswer[]>> = {
  EC_P256: [
    {
      source: 'RFC 6979 §A.2.5, SHA-256, "sample"',
      message: text('sample'),
      key: rfc6979P256,
      r: 'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716',
      s: 'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
    },
    {
      source: 'RFC 6979 §A.2.5, SHA-256, "test"',
      message: text('test'),
      key: rfc6979P256,
      r: 'f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367',
      s: '019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083',
    },
    {
      source: 'NIST CAVP, 186-4 ECDSA SigGen.txt, [P-256,SHA-256], the first',
      message: hex(
        '5905238877c77421f73e43ee3da6f2d9e2ccad5fc942dcec0cbd25482935faaf416983fe165b1a045ee2bcd2e6dca3bdf46c4310a7461f9a37960ca672d3feb5473e253605fb1ddfd28065b53cb5858a8ad28175bf9bd386a5e471ea7a65c17cc934a9d791e91491eb3754d03799790fe2d308d16146d5c9b0d0debd97d79ce8',
      ),
      key: [
        '519b423d715f8b581f4fa8ee59f4771a5b44c8130b4e3eacca54a56dda72b464',
        '1ccbe91c075fc7f4f033bfa248db8fccd3565de94bbfb12f3c59ff46c271bf83',
        'ce4014c68811f9a21a1fdb2c0e6113e06db7ca93b7404e78dc7ccd5ca89a4ca9',
      ],
      r: 'f3ac8061b514795b8843e3d6629527ed2afd6b1f6a555a7acabb5e6f79c8c2ac',
      s: '8bf77819ca05a6b2786c76262bf7371cef97b218e96f175a3ccdda2acc058903',
    },
  ],
  EC_P384: [
    {
      source: 'RFC 6979 §A.2.6, SHA-384, "sample"',
      message: text('sample'),
      key: rfc6979P384,
      r: '94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46',
      s: '99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8',
    },
    {
      source: 'RFC 6979 §A.2.6, SHA-384, "test"',
      message: text('test'),
      key: rfc6979P384,
      r: '8203b63d3c853e8d77227fb377bcf7b7b772e97892a80f36ab775d509d7a5feb0542a7f0812998da8f1dd3ca3cf023db',
      s: 'ddd0760448d42d8a43af45af836fce4de8be06b485e9b61b827c2f13173923e06a739f040649a667bf3b828246baa5a5',
    },
    {
      source: 'NIST CAVP, 186-4 ECDSA SigGen.txt, [P-384,SHA-384], the first',
      message: hex(
        '6b45d88037392e1371d9fd1cd174e9c1838d11c3d6133dc17e65fa0c485dcca9f52d41b60161246039e42ec784d49400bffdb51459f5de654091301a09378f93464d52118b48d44b30d781eb1dbed09da11fb4c818dbd442d161aba4b9edc79f05e4b7e401651395b53bd8b5bd3f2aaa6a00877fa9b45cadb8e648550b4c6cbe',
      ),
      key: [
        '201b432d8df14324182d6261db3e4b3f46a8284482d52e370da41e6cbdf45ec2952f5db7ccbce3bc29449f4fb080ac97',
        'c2b47944fb5de342d03285880177ca5f7d0f2fcad7678cce4229d6e1932fcac11bfc3c3e97d942a3c56bf34123013dbf',
        '37257906a8223866eda0743c519616a76a758ae58aee81c5fd35fbf3a855b7754a36d4a0672df95d6c44a81cf7620c2d',
      ],
      r: '50835a9251bad008106177ef004b091a1e4235cd0da84fff54542b0ed755c1d6f251609d14ecf18f9e1ddfe69b946e32',
      s: '0475f3d30c6463b646e8d3bf2455830314611cbde404be518b14464fdb195fdcc92eb222e61f426a4a592c00a6a89721',
    },
  ],
};

/** What stands in PKCS #8 before the private value, between it and the point, and before the point in a public key. */
const frames: Readonly<Record<string, readonly [string, string, string]>> = {
  EC_P256: [
    '308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420',
    'a14403420004',
    '3059301306072a8648ce3d020106082a8648ce3d03010703420004',
  ],
  EC_P384: [
    '3081b6020100301006072a8648ce3d020106052b8104002204819e30819b0201010430',
    'a16403620004',
    '3076301006072a8648ce3d020106052b8104002203620004',
  ],
};

function encodings({ keySpec }: Algorithm, [scalar, x, y]: KnownAnswer['key']) {
  const [before = '', between = '', publicBefore = ''] = frames[keySpec] ?? [];
  return { material: hex(before + scalar + between + x + y), publicKey: hex(publicBefore + x + y) };
}

/** The DER of two numbers, put together here once more. */
function derOf(r: string, s: string): Uint8Array {
  const integers = [r, s].map((digits) => {
    const number = hex(digits.replace(/^(00)+/, ''));
    const contents = (number[0] ?? 0) < 0x80 ? number : Uint8Array.of(0, ...number);
    return Uint8Array.of(0x02, contents.length, ...contents);
  });
  const contents = integers.flatMap((each) => [...each]);
  return Uint8Array.of(0x30, contents.length, ...contents);
}

for (const algorithm of await registeredAlgorithms()) {
  const [signingAlgorithm = ''] = algorithm.algorithmNames.SIGN_VERIFY ?? [];
  const hash = signingAlgorithm === 'ECDSA_SHA_256' ? 'sha256' : 'sha384';

  describe.each(answers[algorithm.keySpec] ?? [])(`${algorithm.keySpec}, $source`, ({ message, key, r, s }) => {
    const { material, publicKey } = encodings(algorithm, key);
    const digest = new Uint8Array(createHash(hash).update(message).digest());
    const signature = derOf(r, s);

    test('the private key has the public key', async () => {
      const parsed = await algorithm.parse(SecretBytes.take(new Uint8Array(material)));
      expect(parsed.use((bytes) => new Uint8Array(bytes))).toEqual(material);
      expect(await algorithm.publicKey?.(parsed)).toEqual(publicKey);
    });

    test('the signature is good, for the message and for its digest, and for no other', async () => {
      const verifier = await algorithm.verifier?.(publicKey);
      expect(await verifier?.verify(signingAlgorithm, 'RAW', message, signature)).toBe(true);
      expect(await verifier?.verify(signingAlgorithm, 'DIGEST', digest, signature)).toBe(true);
      expect(await verifier?.verify(signingAlgorithm, 'RAW', digest, signature)).toBe(false);
      expect(await verifier?.verify(signingAlgorithm, 'RAW', message, derOf(s, r))).toBe(false);
    });
  });
}
