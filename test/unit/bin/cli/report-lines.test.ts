import fc from 'fast-check';
import { labelled, lines, many, visible } from '../../../../bin/cli/report/lines';

test('text is broken between words, and goes on below its first word', () => {
  const text = 'the service is asked under another name than it answers to, or a proxy changes the header Host on the way';

  expect(labelled('cause', text, 5)).toBe([
    '  cause  the service is asked under another name than it answers to, or a proxy', '         changes the header Host on the way',
  ].join('\n'));
});

test('what is longer than a line stands on one of its own, whole: it may be copied', () => {
  const arn = `arn:aws:iam::111122223333:role/${'x'.repeat(100)}`;

  expect(lines('  ', `mend ${arn} now`)).toBe(`  mend\n  ${arn}\n  now`);
});

test('what commands a terminal, ends a line or turns text round is written out', () => {
  expect(visible('a\u001b[31mb\nc\u202ed\u00a0e\u200bf é 語')).toBe('a\\u{1b}[31mb\\u{a}c\\u{202e}d\\u{a0}e\\u{200b}f é 語');
});

test('one is one and two are several', () => {
  expect([many(0, 'error'), many(1, 'error'), many(2, 'error'), many(1, 'document is', 'documents are')]).toEqual(['0 errors', '1 error', '2 errors', '1 document is']);
});

test('nothing is lost, and no line is longer than 80 but for one long word', () => {
  const word = fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom(...'abcé.:/-') });
  fc.assert(fc.property(fc.array(word, { maxLength: 60 }), fc.nat(12), (words, indent) => {
    const broken = lines(' '.repeat(indent), words.join(' '));
    expect(broken.split(/\s+/).filter((each) => each !== '')).toEqual(words);
    expect(broken.split('\n').filter((line) => line.length > 80)).toEqual([]);
  }));
});
