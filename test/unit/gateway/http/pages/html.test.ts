import * as fc from 'fast-check';
import { html } from '../../../../../images/gateway/src/http/pages/html';
import { anyText } from '../../../../support/arbitrary-text';

test('whatever text is put into a page, it adds no markup', () => {
  fc.assert(fc.property(anyText(), (text) => {
    const page = html`<p title="${text}">${text}</p>`.toString();
    expect(page.match(/</g)).toHaveLength(2);
    expect(page.match(/>/g)).toHaveLength(2);
    expect(page.match(/"/g)).toHaveLength(2);
    expect(page).not.toContain("'");
  }));
});

test('text that is put into a page reads as it was', () => {
  expect(html`<p title="${'"\'&<>'}">&amp;</p>`.toString()).toBe('<p title="&quot;&#39;&amp;&lt;&gt;">&amp;</p>');
});

test('markup made by html itself is kept, also in lists', () => {
  expect(html`<ul>${['a', '<b>'].map((name) => html`<li>${name}</li>`)}</ul>`.toString()).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul>');
});

test('nothing stands for what is not there', () => {
  expect(html`<p>${undefined}</p>`.toString()).toBe('<p></p>');
});
