import { KeptProofs, proofKey } from '../../../../images/gateway/src/identity/kept-proofs';
import { CLOCK_TOLERANCE_SECONDS } from '../../../../images/gateway/src/identity/tokens/validity';

const EXPIRES_AT = 1_800_000_000;
const LAST_MOMENT = (EXPIRES_AT + CLOCK_TOLERANCE_SECONDS) * 1000 - 1;
const KEY = proofKey('proof');

test('is found again until clocks can no longer differ by enough, and never after', () => {
  let now = 0;
  const proofs = new KeptProofs<string>({ now: () => now });
  proofs.keep(KEY, 'ada', EXPIRES_AT);

  const found = [0, LAST_MOMENT, LAST_MOMENT + 1, 0].map((at) => {
    now = at;
    return proofs.get(KEY);
  });

  expect(found).toEqual(['ada', 'ada', undefined, undefined]);
});

test('is forgotten once what it rests on does not hold, even if that holds again', () => {
  let holds = true;
  const proofs = new KeptProofs<string>({ now: () => 0 }, (value) => holds && value === 'ada');
  proofs.keep(KEY, 'ada', EXPIRES_AT);
  expect(proofs.get(KEY)).toBe('ada');

  holds = false;
  expect(proofs.get(KEY)).toBeUndefined();
  holds = true;
  expect(proofs.get(KEY)).toBeUndefined();
});

test('makes room: of too many, the one goes that was asked for longest ago', () => {
  const proofs = new KeptProofs<number>({ now: () => 0 });
  const keys = Array.from({ length: 2049 }, (_, index) => proofKey(`proof ${index}`));
  for (const [index, key] of keys.slice(0, -1).entries()) proofs.keep(key, index, EXPIRES_AT);
  proofs.get(keys[0]!);
  proofs.keep(keys[2048]!, 2048, EXPIRES_AT);

  expect([0, 1, 2, 2048].map((index) => proofs.get(keys[index]!))).toEqual([0, undefined, 2, 2048]);
});

test('has a key of its own for each text, of one length', () => {
  const keys = ['', 'a', 'a\n', 'a'.repeat(16_384)].map(proofKey);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.every((key) => key.length === 44)).toBe(true);
});
