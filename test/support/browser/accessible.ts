/** What keeps people who hear a page, or use it by keyboard, from what others get: one line each. To be evaluated in a page. */
export const BARRIERS = `(() => {
  const found = [];
  const shown = (element) => element.checkVisibility();
  const name = (element) => {
    const by = (element.getAttribute('aria-labelledby') || '').split(' ').map((id) => document.getElementById(id)).filter(Boolean).map((one) => one.textContent).join(' ');
    const labels = [...(element.labels || [])].map((label) => label.textContent).join(' ');
    return (element.getAttribute('aria-label') || by || labels || element.textContent || element.title || '').trim();
  };
  const tell = (what, element) => found.push(what + ': ' + element.outerHTML.slice(0, 120));
  if (!document.documentElement.lang) found.push('no language');
  if (!document.title.trim()) found.push('no title');
  if (document.querySelectorAll('main').length !== 1) found.push('not one main');
  if (document.querySelectorAll('h1').length !== 1) found.push('not one h1');
  let level = 1;
  for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) tell('a level of headings is left out', heading);
    level = own;
    if (!heading.textContent.trim()) tell('an empty heading', heading);
  }
  for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
    if (!(field.labels && field.labels.length)) tell('no label', field);
    if (field.placeholder && !name(field)) tell('a placeholder for a label', field);
  }
  for (const element of document.querySelectorAll('a[href], button, summary, [tabindex="0"]')) if (!name(element)) tell('no name', element);
  for (const region of document.querySelectorAll('[role=region]')) if (!region.getAttribute('aria-label') && !region.getAttribute('aria-labelledby')) tell('a region without a name', region);
  for (const element of document.querySelectorAll('[aria-describedby], [aria-labelledby]')) {
    for (const attribute of ['aria-describedby', 'aria-labelledby']) {
      for (const id of (element.getAttribute(attribute) || '').split(' ').filter(Boolean)) if (!document.getElementById(id)) tell(attribute + ' leads nowhere', element);
    }
  }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) found.push('an id twice: ' + id);
  for (const hidden of document.querySelectorAll('[aria-hidden=true]')) if (hidden.querySelector('a[href], button, input, select, [tabindex="0"]')) tell('focus in what is hidden', hidden);
  for (const image of document.querySelectorAll('img:not([alt]), svg:not([aria-hidden]):not([role])')) tell('a picture without words', image);
  for (const table of document.querySelectorAll('table')) if (!table.querySelector('th[scope]')) tell('a table without headers', table);
  // What scrolls must be reached by keyboard.
  for (const element of document.querySelectorAll('body *')) {
    const scrolls = ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
    if (scrolls && shown(element) && element.tabIndex < 0) tell('scrolls, not by keyboard', element);
  }
  // At least 24 px, but for links within text.
  for (const element of document.querySelectorAll('button, .button, input:not([type=checkbox]):not([type=hidden]), select')) {
    const { width, height } = element.getBoundingClientRect();
    if (shown(element) && (width < 24 || height < 24)) tell('too small to hit', element);
  }
  return found;
})()`;
