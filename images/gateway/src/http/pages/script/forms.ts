/** A form is sent once, also where its button is pressed twice. */
export const PORTAL_FORMS = String.raw`
if (typeof document !== 'undefined') {
  document.addEventListener('submit', function (event) {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = 'yes';
  });
  // Who comes back to the page may send it again.
  addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent]').forEach(function (form) { delete form.dataset.sent; });
  });
}
`;
