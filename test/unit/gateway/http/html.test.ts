import * as fc from 'fast-check';
import { html } from '../../../../images/gateway/src/http/pages/html';

test('whatever text is put into a page, it adds no markup', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    const page = html`<p title="${text}">${text}</p>`.toString();
    expect(page.match(/</g)).toHaveLength(2);
    expect(page.match(/>/g)).toHaveLength(2);
    expect(page.match(/"/g)).toHaveLength(2);
    expect(page).not.toContain("'");
  }));
});

test('markup made by html itself is kept, also in lists', () => {
  expect(html`<ul>${['a', '<b>'].map((name) => html`<li>${name}</li>`)}</ul>`.toString()).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul>');
});

test('nothing stands for what is not there', () => {
  expect(html`<p>${undefined}</p>`.toString()).toBe('<p></p>');
});
