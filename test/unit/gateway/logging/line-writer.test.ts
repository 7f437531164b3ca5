import { LineWriter, type Write } from '../../../../images/gateway/src/logging/line-writer';

/** A descriptor that takes what the test lets it. */
function given(bytes = 1_000) {
  const seen: string[] = [];
  let pending: (() => void) | undefined;
  let next: { error: NodeJS.ErrnoException | null; most: number } = { error: null, most: Infinity };
  const write: Write = (data, callback) => {
    pending = () => {
      const { error, most } = next;
      const written = error === null ? Math.min(most, data.length) : 0;
      seen.push(data.subarray(0, written).toString());
      callback(error, written);
    };
  };
  const go = (most = Infinity, error: NodeJS.ErrnoException | null = null) => {
    const now = pending;
    pending = undefined;
    next = { error, most };
    if (now === undefined) throw new Error('got no write under way');
    now();
  };
  return { writer: new LineWriter(write, bytes, (count) => `dropped ${count}`), text: () => seen.join(''), go, busy: () => pending !== undefined };
}

describe('LineWriter', () => {
  test('returns at once and writes lines that came meanwhile together', () => {
    const { writer, text, go } = given();
    writer.add('a');
    writer.add('b');
    writer.add('c');
    expect(text()).toBe('');

    go();
    expect(text()).toBe('a\n');
    go();
    expect(text()).toBe('a\nb\nc\n');
  });

  test('drops lines when the reader stalls, keeps its bound, and says how many when the reader goes on', () => {
    const { writer, text, go } = given(10);
    writer.add('first');
    for (let i = 0; i < 100; i += 1) writer.add('12345');
    go();
    go();

    expect(text()).toBe('first\n12345\n12345\ndropped 98\n');
  });

  test('goes on with the rest when only part was taken', () => {
    const { writer, text, go } = given();
    writer.add('abcdef');
    go(3);
    go();

    expect(text()).toBe('abcdef\n');
  });

  test('waits and tries again when the descriptor is not ready', () => {
    jest.useFakeTimers();
    try {
      const { writer, text, go, busy } = given();
      writer.add('a');
      go(0, Object.assign(new Error('again'), { code: 'EAGAIN' }));
      expect(busy()).toBe(false);
      jest.advanceTimersByTime(10);
      go();

      expect(text()).toBe('a\n');
    } finally {
      jest.useRealTimers();
    }
  });

  test('goes on when the reader is gone', () => {
    const { writer, go, busy } = given();
    writer.add('a');
    go(0, Object.assign(new Error('broken pipe'), { code: 'EPIPE' }));
    writer.add('b');

    expect(busy()).toBe(true);
  });

  test('flush resolves when everything is written', async () => {
    const { writer, text, go } = given();
    writer.add('a');
    writer.add('b');
    const flushed = writer.flush(60_000);
    go();
    go();
    await flushed;

    expect(text()).toBe('a\nb\n');
  });

  test('flush gives up on a reader that stalls', async () => {
    jest.useFakeTimers();
    try {
      const { writer } = given();
      writer.add('a');
      const flushed = writer.flush(2_000);
      jest.advanceTimersByTime(2_000);

      await expect(flushed).resolves.toBeUndefined();
    } finally {
      jest.useRealTimers();
    }
  });
});
