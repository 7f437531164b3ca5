import { progressLine } from '../../../../local/setup/report';

describe('progress on a terminal', () => {
  const LONG = 'installing lighttpd lighttpd-mod-openssl lighttpd-mod-deflate openssl (apt-get)';

  test.each([[80, LONG], [40, LONG], [80, 'short'], [10, LONG]])('is never as wide as the terminal (%d columns), so that it can be painted over', (columns, title) => {
    expect(progressLine(title, '12 s', 'Unpacking '.repeat(20), columns).length).toBeLessThan(columns);
  });

  test('says what, for how long, and what the command wrote last, without its control characters', () => {
    expect(progressLine('making .local/venv', '3 s', '\x1b[31mCollecting\r luigi', 80)).toBe('  making .local/venv  3 s  [31mCollecting luigi');
  });

  test('a title that is too long gives way to the time', () => {
    expect(progressLine(LONG, '12 s', 'Unpacking', 80)).toMatch(/…  12 s$/);
  });
});
