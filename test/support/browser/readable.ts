import type { Page } from 'playwright-core';

/** What has the focus: its text, and whether that can be seen. */
export const focused = (page: Page): Promise<unknown> => page.evaluate(`(() => {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return {
    text: element.textContent.trim(),
    seen: box.width > 0 && box.left >= 0 && box.top >= 0 && box.right <= innerWidth && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
  };
})()`);

/** Elements with text of their own whose colours are too close, by WCAG's formula. */
export const CONTRASTS = `(() => {
  const channels = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, a = 1] = channels(getComputedStyle(at).backgroundColor);
      if (a === 1 && r !== undefined) return [r, g, b];
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')]
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''))
    .map((element) => {
      const [a, b] = [luminance(channels(getComputedStyle(element).color)), luminance(ground(element))].sort((x, y) => y - x);
      return [element.textContent.trim().slice(0, 40), (a + 0.05) / (b + 0.05)];
    })
    .filter(([, ratio]) => ratio < 4.5);
})()`;
