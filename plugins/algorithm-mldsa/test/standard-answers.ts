import type { KeySpecName } from '../src/parameter-sets.ts';

/** Answers that others published, as SHA-256 digests of what is long. */
interface StandardAnswers {
  /** NIST ACVP-Server, ML-DSA-keyGen-FIPS204, test cases 1, 26 and 51: seed and digest of `pk`. */
  readonly keyGeneration: readonly [seed: string, publicKey: string];
  /** RFC 9881, appendix C.1: SubjectPublicKeyInfo of the seed 000102…1f. */
  readonly subjectPublicKeyInfo: string;
  /** Wycheproof, mldsa_*_sign_seed_test.json, test 1: deterministic signature of "Hello world" by the seed 2a2a…2a. */
  readonly signature: string;
  /** C2SP/CCTV, ML-DSA/accumulated: 100 and 10,000 keys and their deterministic signatures of the empty message. */
  readonly accumulated: readonly [of100: string, of10000: string];
}

export const standardAnswers: Readonly<Record<KeySpecName, StandardAnswers>> = {
  ML_DSA_44: {
    keyGeneration: [
      'd71361c000f9a7bc99dfb425bcb6bb27c32c36ab444ff3708b2d93b4e66d5b5b',
      '451a808c522218fadbdab146fc12004b0741c7d069f238f43ad77216159f6a34',
    ],
    subjectPublicKeyInfo: '837832708c5236d951581f1fddf2b79991b3424a0486d16da1ddad0fd69701be',
    signature: '8cd6fc03daa72e87210a4e721523e84c14f27733789075e65736744d4787fdd5',
    accumulated: [
      'd51148e1f9f4fa1a723a6cf42e25f2a99eb5c1b378b3d2dbbd561b1203beeae4',
      'e7fd21f6a59bcba60d65adc44404bb29a7c00e5d8d3ec06a732c00a306a7d143',
    ],
  },
  ML_DSA_65: {
    keyGeneration: [
      '1bd67dc782b2958e189e315c040dd1f64c8ab232a6a170e1a7a52c33f10851b1',
      '6fb1146b85539fb5c53d35b66dae94202fcd5575a537172cf1156220476f7920',
    ],
    subjectPublicKeyInfo: 'b8b62131bfbe84433efb2273d7f5b87f7a22854a2cfd366fc2aead86d837c52d',
    signature: '39fbbb0d97a52c79844213b325af823a7f16a174e00a5b3daeb3e6e6d1c89681',
    accumulated: [
      '8358a1843220194417cadbc2651295cd8fc65125b5a5c1a239a16dc8b57ca199',
      '5ff5e196f0b830c3b10a9eb5358e7c98a3a20136cb677f3ae3b90175c3ace329',
    ],
  },
  ML_DSA_87: {
    keyGeneration: [
      'f7052fbb921759cd8716773ba6355630121d6927899fdda5768e2bc240fccb7b',
      '40298270777d3306d2fcb6b4691d7a7ab799cd1069eea88f843cf0ec26d4b01f',
    ],
    subjectPublicKeyInfo: '07e57c4f14dbad1267f621ec3777b4e2e6c4fbc4c22fbb87510ff8e0b3c6a642',
    signature: '1ad45bd0419e694375bd38ec11d8e0c228ab9ffac2fce4adbe6218d9c949e293',
    accumulated: [
      '8c3ad714777622b8f21ce31bb35f71394f23bc0fcf3c78ace5d608990f3b061b',
      '80a8cf39317f7d0be0e24972c51ac152bd2a3e09bc0c32ce29dd82c4e7385e60',
    ],
  },
};
