import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { SecretBytes } from '@chatelaine/core';
import { knownKey } from '../src/known-answers.ts';

/** The key "samwise.gamgee@hobbiton.example" of RFC 7520 §5.2.1. */
const rfc7520Key4096: JsonWebKey = {
  kty: 'RSA',
  e: 'AQAB',
  n:
    'wbdxI55VaanZXPY29Lg5hdmv2XhvqAhoxUkanfzf2-5zVUxa6prHRrI4pP1AhoqJRlZfYtWWd5mmHRG2pAHIlh0ySJ9wi0BioZBl' +
    '1XP2e-C-FyXJGcTy0HdKQWlrfhTm42EW7Vv04r4gfao6uxjLGwfpGrZLarohiWCPnkNrg71S2CuNZSQBIPGjXfkmIy2tl_VWgGnL' +
    '22GplyXj5YlBLdxXp3XeStsqo571utNfoUTU8E4qdzJ3U1DItoVkPGsMwlmmnJiwA7sXRItBCivR4M5qnZtdw-7v4WuR4779ubDu' +
    'J5nalMv2S66-RPcnFAzWSKxtBDnFJJDGIUe7Tzizjg1nms0Xq_yPub_UOlWn0ec85FCft1hACpWG8schrOBeNqHBODFskYpUc2LC' +
    '5JA2TaPF2dA67dg1TTsC_FupfQ2kNGcE1LgprxKHcVWYQb86B-HozjHZcqtauBzFNV5tbTuB-TpkcvJfNcFLlH3b8mb-H_ox35Fj' +
    'qBSAjLKyoeqfKTpVjvXhd09knwgJf6VKq6UC418_TOljMVfFTWXUxlnfhOOnzW6HSSzD1c9WrCuVzsUMv54szidQ9wf1cYWf3g5q' +
    'FDxDQKis99gcDaiCAwM3yEBIzuNeeCa5dartHDb1xEB_HcHSeYbghbMjGfasvKn0aZRsnTyC0xhWBlsolZE',
  d:
    'n7fzJc3_WG59VEOBTkayzuSMM780OJQuZjN_KbH8lOZG25ZoA7T4Bxcc0xQn5oZE5uSCIwg91oCt0JvxPcpmqzaJZg1nirjcWZ-o' +
    'BtVk7gCAWq-B3qhfF3izlbkosrzjHajIcY33HBhsy4_WerrXg4MDNE4HYojy68TcxT2LYQRxUOCf5TtJXvM8olexlSGtVnQnDRut' +
    'xEUCwiewfmmrfveEogLx9EA-KMgAjTiISXxqIXQhWUQX1G7v_mV_Hr2YuImYcNcHkRvp9E7ook0876DhkO8v4UOZLwA1OlUX98mk' +
    'oqwc58A_Y2lBYbVx1_s5lpPsEqbbH-nqIjh1fL0gdNfihLxnclWtW7pCztLnImZAyeCWAG7ZIfv-Rn9fLIv9jZ6r7r-MSH9sqbuz' +
    'iHN2grGjD_jfRluMHa0l84fFKl6bcqN1JWxPVhzNZo01yDF-1LiQnqUYSepPf6X3a2SOdkqBRiquE6EvLuSYIDpJq3jDIsgoL8Mo' +
    '1LoomgiJxUwL_GWEOGu28gplyzm-9Q0U0nyhEf1uhSR8aJAQWAiFImWH5W_IQT9I7-yrindr_2fWQ_i1UgMsGzA7aOGzZfPljRy6' +
    'z-tY_KuBG00-28S_aWvjyUc-Alp8AUyKjBZ-7CWH32fGWK48j1t-zomrwjL_mnhsPbGs0c9WsWgRzI-K8gE',
  p:
    '7_2v3OQZzlPFcHyYfLABQ3XP85Es4hCdwCkbDeltaUXgVy9l9etKghvM4hRkOvbb01kYVuLFmxIkCDtpi-zLCYAdXKrAK3PtSbtz' +
    'ld_XZ9nlsYa_QZWpXB_IrtFjVfdKUdMz94pHUhFGFj7nr6NNxfpiHSHWFE1zD_AC3mY46J961Y2LRnreVwAGNw53p07Db8yD_92p' +
    'Da97vqcZOdgtybH9q6uma-RFNhO1AoiJhYZj69hjmMRXx-x56HO9cnXNbmzNSCFCKnQmn4GQLmRj9sfbZRqL94bbtE4_e0Zrpo8R' +
    'No8vxRLqQNwIy85fc6BRgBJomt8QdQvIgPgWCv5HoQ',
  q:
    'zqOHk1P6WN_rHuM7ZF1cXH0x6RuOHq67WuHiSknqQeefGBA9PWs6ZyKQCO-O6mKXtcgE8_Q_hA2kMRcKOcvHil1hqMCNSXlflM7W' +
    'PRPZu2qCDcqssd_uMbP-DqYthH_EzwL9KnYoH7JQFxxmcv5An8oXUtTwk4knKjkIYGRuUwfQTus0w1NfjFAyxOOiAQ37ussIcE6C' +
    '6ZSsM3n41UlbJ7TCqewzVJaPJN5cxjySPZPD3Vp01a9YgAD6a3IIaKJdIxJS1ImnfPevSJQBE79-EXe2kSwVgOzvt-gsmM29QQ8v' +
    'eHy4uAqca5dZzMs7hkkHtw1z0jHV90epQJJlXXnH8Q',
  dp:
    '19oDkBh1AXelMIxQFm2zZTqUhAzCIr4xNIGEPNoDt1jK83_FJA-xnx5kA7-1erdHdms_Ef67HsONNv5A60JaR7w8LHnDiBGnjdaU' +
    'mmuO8XAxQJ_ia5mxjxNjS6E2yD44USo2JmHvzeeNczq25elqbTPLhUpGo1IZuG72FZQ5gTjXoTXC2-xtCDEUZfaUNh4IeAipfLug' +
    'bpe0JAFlFfrTDAMUFpC3iXjxqzbEanflwPvj6V9iDSgjj8SozSM0dLtxvu0LIeIQAeEgT_yXcrKGmpKdSO08kLBx8VUjkbv_3Pn2' +
    '0Gyu2YEuwpFlM_H1NikuxJNKFGmnAq9LcnwwT0jvoQ',
  dq:
    'S6p59KrlmzGzaQYQM3o0XfHCGvfqHLYjCO557HYQf72O9kLMCfd_1VBEqeD-1jjwELKDjck8kOBl5UvohK1oDfSP1DleAy-cnmL2' +
    '9DqWmhgwM1ip0CCNmkmsmDSlqkUXDi6sAaZuntyukyflI-qSQ3C_BafPyFaKrt1fgdyEwYa08pESKwwWisy7KnmoUvaJ3SaHmohF' +
    'S78TJ25cfc10wZ9hQNOrIChZlkiOdFCtxDqdmCqNacnhgE3bZQjGp3n83ODSz9zwJcSUvODlXBPc2AycH6Ci5yjbxt4Ppox_5pjm' +
    '6xnQkiPgj01GpsUssMmBN7iHVsrE7N2iznBNCeOUIQ',
  qi:
    'FZhClBMywVVjnuUud-05qd5CYU0dK79akAgy9oX6RX6I3IIIPckCciRrokxglZn-omAY5CnCe4KdrnjFOT5YUZE7G_Pg44XgCXaa' +
    'rLQf4hl80oPEf6-jJ5Iy6wPRx7G2e8qLxnh9cOdf-kRqgOS3F48Ucvw3ma5V6KGMwQqWFeV31XtZ8l5cVI-I3NzBS7qltpUVgz2J' +
    'u021eyc7IlqgzR98qKONl27DuEES0aK0WE97jnsyO27Yp88Wa2RiBrEocM89QZI1seJiGDizHRUP4UZxw9zsXww46wy0P6f9grnY' +
    'p7t8LkyDDk8eoI4KX6SNMNVcyVS9IWjlq8EzqZEKIA',
};

/** The key that is encrypted to it, by RSAES-OAEP with SHA-1, in RFC 7520 §5.2.3, and the one in §5.2.2 that it is. */
export const rfc7520Encrypted: Uint8Array = Buffer.from(
  'rT99rwrBTbTI7IJM8fU3Eli7226HEB7IchCxNuh7lCiud48LxeolRdtFF4nzQibeYOl5S_PJsAXZwSXtDePz9hk-BbtsTBqC2UsP' +
    'OdwjC9NhNupNNu9uHIVftDyucvI6hvALeZ6OGnhNV4v1zx2k7O1D89mAzfw-_kT3tkuorpDU-CpBENfIHX1Q58-Aad3FzMuo3Fn9' +
    'buEP2yXakLXYa15BUXQsupM4A1GD4_H4Bd7V3u9h8Gkg8BpxKdUV9ScfJQTcYm6eJEBz3aSwIaK4T3-dwWpuBOhROQXBosJzS1as' +
    'nuHtVMt2pKIIfux5BC6huIvmY7kzV7W7aIUrpYm_3H4zYvyMeq5pGqFmW2k8zpO878TRlZx7pZfPYDSXZyS0CfKKkMozT_qiCwZT' +
    'Sz4duYnt8hS4Z9sGthXn9uDqd6wycMagnQfOTs_lycTWmY-aqWVDKhjYNRf03NiwRtb5BE-tOdFwCASQj3uuAgPGrO2AWBe38UjQ' +
    'b0lvXn1SpyvYZ3WFc7WOJYaTa7A8DRn6MC6T-xDmMuxC0G7S2rscw5lQQU06MvZTlFOt0UvfuKBa03cxA_nIBIhLMjY2kOTxQMmp' +
    'DPTr6Cbo8aKaOnx6ASE5Jx9paBpnNmOOKH35j_QlrQhDWUN6A2Gg8iFayJ69xDEdHAVCGRzN3woEI2ozDRs',
  'base64url',
);
export const rfc7520ContentKey: Uint8Array = Buffer.from('mYMfsggkTAm0TbvtlFh2hyoXnbEzJQjMxmgLN3d8xXA', 'base64url');

/** Made once with `openssl genrsa 3072`. */
const testKey3072: Buffer = Buffer.from(
  'MIIG/QIBADANBgkqhkiG9w0BAQEFAASCBucwggbjAgEAAoIBgQDGW6Bnyb5Oxa6Rw1F5evGb4EOUfXPO8RiH7HBSXnA1sBdSMMyq' +
    'tMblxycSpYzsQdU/lred6K3NZ+Wl0fxm03CREdYnZmF1mu2SzzB84ExSfX/wJrKyqq5j/Nkjv4AwJ4kQK6BfpzwGOKT79AUbrjrt' +
    'j4DcZtZAqP7gLB1QXrdLSfKpO8moWPUgknY6GtSOo2NFM/izbEk3Leq800kDLBVMTWj3BsylRNo+j4UKFd6Um0ZPrcPn76ECKdrS' +
    'O7MgatVX+euVsyFyiqfbI37pOkKVH4UekrFpzp6YDJZ3uUlnoP+fQ4zG1Sqp/0vrZ5mjJSfNWiJvcm7k6hj/HQlhdeq2Prw3jZ4K' +
    '1AyeC35k/ZYydWLiZAtv88mFXSYNaZDCVV8tNvj8xwlCLtPWK6PuG2nmYPII9Dtx6q5YIxOZ5/7ZRscpMh+YQdRO2WvbB0kiPn53' +
    '9F6snb1pL6Np1nvJaKm3AzZaWL0Lc8DdSInE5Dbq30VynSrpfDoNTRRe2DUCu3MCAwEAAQKCAYAmSYVawzwypEGf7R2K30pHljA1' +
    'N0nlRfBAPEkp/QSXuFeoC7dVs/M4YwqNtNrQt5xb29GxbzotDcLsEO4xQtrVhaXakQ56zt7QmaF4WSsiOQs65Z1Uk1F6B1I6bjpm' +
    'ERuJvYIFNJiHcuOVpnJd93F0bWCoKklszbH0v08hNkcXBz0JoXq5PgKCuQKNEKS6q5r7vp5gs6QmPHy02eub6yRpR//cvrk9pV6i' +
    '+LzrR3FhKd+Wfan02PIxIrcUIWXf+f7AiAtsiBfyiJVPuPIU5Yaa3aATX4vn/FoHopOzHSQpcLkQtBJa0OJEn3M556FiNZvikHtn' +
    'B6IrTjIQaOT3zBnOvGIcd8hTT7dvsigsHVsuz7J866JObUsCzwkcDtXjUNHV5KKFbEC/iPxDVqA0hQh8qa/eNOpphFTUc+sHaIKq' +
    'GO2jz6TpR70nxy0ZCo14S4NtvgKELWrZ8uMfgIBaRxtRuXymgoC9E+yDYqRrUjmOOYzlASgL7Onrc10n13JdzWECgcEA/ssuehVJ' +
    '/4cnZ0X7Zl/aygk5oL2zMEY3SN+s9ZEsaT83ezI6PVbWwou/9O5+xMLHdYR3UWm6qbl+Scb5+LJmO5+iwA0C8Dcjr1o8J1NfKgRj' +
    'DeR2NFS7V/wcAtL0ULJ9/FCJTtGQPkpKqVC1OQLQF9421JeWBhPGnHOMKDMCCo4pREPPsOuqe+iVEDG3g/D7CEdDaALKiPIXjVgT' +
    'OkrqA7SrzHPDuzywE35xVNN2OSxp9qpiqQ+GcH8PIhKjSsQZAoHBAMdMCwJe0DtuhNutO1lA5X+jaOVp1OjxeXuF41zShlYnH9Hh' +
    'vmIWPxHfxzCTq6YGIivKieXVrqBy/rVGu6dldpRRnVCb1DtGXFYnKb+Y00KqhwrP+wZIxokiJNAvXLv5JcfRvtiaZu1vU4pK2mgW' +
    'wlPet/f/tGNTJ4E5wmNtyrAhfbPE5Gz4NrRgP0CKZc7aIHN9/Tt1nFBww96v3viaaviKwmis2ensUVvWfAu3ctpaW51WsSjPBE+Y' +
    'IwrlLOmNawKBwDDXnCI1AIlmTCxk4uteBp/iItToaHghjal/jzVHzf6i6qzIFRf7FJIYngSCz3RCbl/ds828edbdQxM7fGGrOSPG' +
    '1zj/hYes2j9cCdn0BnMUgjSAjhQ8Bem431m/PKxXewUqHxgn3gHC1gsc+JBkNKXOqC4anNyvX8xP7hcqqAKD++8lHKQqmPTFwgVn' +
    'smktgcG1f3tpxY948QDcWFs9TxzEvoYjzuqOmKYz/9+l5azSEcICKYWE/12DTdBXSEwlyQKBwFLOV6yudFqdOvqDaatV+YUlAkp/' +
    'xITdABrAsI06s7JMIz5zS0U59Q6aKgsW8DTVS5FiYBVsyVfFL+tl7kZJNBHAL1r0xCO0wlzRfNksyGpkrCNj8urThhooY59UbnVz' +
    'uaziiyc4UBfLL6zAGSsyeZ+bZFjYl7zFKh7ZPtlNHvA7mhz9a+OS5jff3agVWOOvYdhausLfxQjvMZLvA/fLQTLvhIM1fn1hQRSl' +
    'c3jyyffLn1EqWgWYrjPcBINcYWLQ7QKBwQDNhjAYQqaCVxHzg7/pUiiRL2HO1r0mdjKFETmZKGbZB5jugCOk25JDfpISL+4634Rc' +
    'WLLRWOAmkNQqbBpKn3g8Q+ZXPi1WeDUQhKWHKemMSNIJxCaeQI+PcpBCmQ1bA9O5D8lMQtnXK6nLcOVWaR5zj7qqVEc9QkU1w9Le' +
    'HZXS7V2K+mR7U+F8kR4nQzSQa1sJCe3Uxvv9LiKzhSuW9LElI3c2PHoCiSH1uMuZz+siusCh3F1xBiDagYeE/+p5zZw=',
  'base64',
);

/** A key for each key spec: what these tests use where any key will do, since making RSA keys takes long. */
export const testKeys: Readonly<Record<'RSA_2048' | 'RSA_3072' | 'RSA_4096', KeyObject>> = {
  RSA_2048: createPrivateKey({ key: knownKey, format: 'jwk' }),
  RSA_3072: createPrivateKey({ key: testKey3072, format: 'der', type: 'pkcs8' }),
  RSA_4096: createPrivateKey({ key: rfc7520Key4096, format: 'jwk' }),
};

/** The material that a key is to a vault. */
export function materialOf(key: KeyObject): SecretBytes {
  return SecretBytes.take(key.export({ format: 'der', type: 'pkcs8' }));
}
