import { WantedKeys } from '../../../../../images/gateway/src/identity/login/wanted-keys';

function wanting(capacity: number, ...kids: string[]): WantedKeys {
  const wanted = new WantedKeys(capacity);
  kids.forEach((kid) => wanted.ask(kid));
  return wanted;
}

function drained(wanted: WantedKeys): Array<string | undefined> {
  return Array.from({ length: wanted.size + 1 }, () => wanted.takeMost());
}

describe('keys that could not be fetched at once', () => {
  test('come out by how often they were asked for, the oldest of equals first, each once', () => {
    expect(drained(wanting(9, 'a', 'b', 'c', 'c', 'b', 'c', 'd'))).toEqual(['c', 'b', 'a', 'd', undefined]);
  });

  test('make room at the limit: the least wanted goes, the oldest of equals', () => {
    expect(drained(wanting(3, 'a', 'b', 'b', 'c', 'd'))).toEqual(['b', 'c', 'd', undefined]);
  });

  test('that people really use stay, whatever else is made up', () => {
    const wanted = wanting(4, 'real', 'real');
    for (let index = 0; index < 1000; index += 1) wanted.ask(`forged-${index}`);
    expect(wanted.size).toBe(4);
    expect(wanted.takeMost()).toBe('real');
  });
});
