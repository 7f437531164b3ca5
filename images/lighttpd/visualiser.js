/*
 * Loaded by Luigi's visualiser after its own scripts, which stay as Luigi published them. Four things that they lack here:
 * they say nothing when a call is refused, they run on when a session has ended, they show text of workers as HTML, and they show no table
 * at all where one of its eight lists was refused for the moment.
 */
(function ($, api) {
  'use strict';

  // jQuery fetches and runs scripts in HTML that it shows. The service refuses both, and the refusal would break the page.
  $._evalUrl = $.globalEval = function () {};
  $.ajaxPrefilter('script html', function (options, original, request) { request.abort(); });

  // Status messages and answers of tasks are text of workers: the page is given text that reads the same as HTML.
  function asText(method, member) {
    var ask = api.prototype[method];
    api.prototype[method] = function () {
      var given = [].slice.call(arguments);
      var callback = given.pop();
      return ask.apply(this, given.concat(function (answer) {
        if (member === undefined) return callback(textOf(answer));
        answer[member] = textOf(answer[member]);
        return callback(answer);
      }));
    };
  }
  function textOf(value) {
    return typeof value === 'string' ? $('<i>').text(value).html() : value;
  }
  asText('getTaskStatusMessage', 'statusMessage');
  asText('getSchedulerMessageResponse');

  // So are names of families and resources, which the table of tasks shows as HTML. Markup there could hold a button of the page's own
  // making: a click on it would change something in the reader's name, and nothing would tell it from a real one.
  Object.keys(api.prototype).filter(function (name) { return /TaskList$/.test(name); }).forEach(function (method) {
    var ask = api.prototype[method];
    api.prototype[method] = function (callback) {
      return ask.call(this, function (tasks) {
        tasks.forEach(function (task) {
          task.name = textOf(task.name);
          task.resources = namedAsText(task.resources);
          task.resources_running = namedAsText(task.resources_running);
        });
        callback(tasks);
      });
    };
  });
  function namedAsText(amounts) {
    if (!amounts) return amounts;
    var named = {};
    Object.keys(amounts).forEach(function (name) { named[textOf(name)] = amounts[name]; });
    return named;
  }

  var LIST = /\/api\/(task|worker|resource)_list(\?|$)/;

  // A list that luigid was too busy or too far away for is asked for again, so that the page fills by itself. Lists only: changes are GET
  // here too, and none is ever made twice. A page that many have open asks at moments of its own.
  var send = $.ajax, TRIES = 60, newest = {}, asking = 0;
  $.ajax = function (url, options) {
    if (typeof url !== 'string' || !LIST.test(url)) return send.apply($, arguments);
    var answer = $.Deferred(), tries = 0, mine = {};
    // What was searched for before must not come in after what is searched for now.
    var question = url + (options.data.data || '').replace(/,"search":.*/, '');
    newest[question] = mine;
    (function ask() {
      tries += 1;
      send.call($, url, $.extend({}, options, { success: null })).then(answer.resolve, function (request) {
        if (request.status !== 503 || tries >= TRIES) return answer.reject.apply(answer, arguments);
        var seconds = Number(request.getResponseHeader('Retry-After')) || 5;
        asking += 1;
        return setTimeout(function () {
          asking -= 1;
          if (newest[question] === mine) ask();
        }, 1000 * seconds * (1 + Math.random() / 4));
      });
    }());
    return answer.done(options.success).promise();
  };

  // Colours of its own: Bootstrap's theme and AdminLTE between them give white on yellow.
  var notice = $('<div id="service-notice" role="alert">').css({
    position: 'fixed', bottom: 24, left: '50%', width: 600, maxWidth: 'calc(100vw - 32px)', transform: 'translateX(-50%)', zIndex: 2000,
    padding: '14px 18px', borderRadius: 10, border: '1px solid #d9dfe6', borderLeft: '5px solid #9a4b00',
    background: '#fff', color: '#1d2733', fontSize: 15, lineHeight: 1.45, boxShadow: '0 8px 30px rgba(0, 0, 0, .28)',
  }).hide();
  var shown;

  /** kind: 'refused' stays until it is closed, 'absent' until the service answers again, 'ended' for good. way: address and text of a link. */
  function show(kind, text, way) {
    if (shown === kind + text || (shown || '').indexOf('ended') === 0) return;
    shown = kind + text;
    notice.empty().append($('<span>').text(text));
    if (kind === 'ended') way = [location.pathname + '?signed=in', 'Sign in again'];
    if (way) notice.append(' ', $('<a>').attr('href', way[0]).css({ color: '#0b6b50', fontWeight: 600, textDecoration: 'underline' }).text(way[1]));
    if (kind !== 'ended') notice.prepend($('<button type="button" class="close" aria-label="Close">').text('\u00d7').on('click', hide));
    notice.show();
  }
  function hide() {
    shown = undefined;
    notice.hide();
  }

  function sentence(text) {
    return text.charAt(0).toUpperCase() + text.slice(1) + '.';
  }

  $(document).ajaxError(function (event, request, settings) {
    if (request.statusText === 'abort' || request.statusText === 'canceled') return;
    var problem = {};
    try { problem = JSON.parse(request.responseText) || {}; } catch (error) { /* no answer of the gateway's */ }
    var words = wordsFor(request.status, problem, LIST.test(settings.url));
    show(words[0], words[1], wayOn(problem));
  });

  /** Where one can go from a refusal: its address and what it is called. */
  function wayOn(problem) {
    if (problem.code === 'principal-revoked') return ['/sign-out', 'Sign out'];
    return typeof problem.explain === 'string' && problem.explain.indexOf('/access/explain?') === 0 ? [problem.explain, 'Why not?'] : undefined;
  }

  /** What is said of an answer that was none: its kind, and the words, by the problem's code. isList: it is asked for again by itself. */
  function wordsFor(status, problem, isList) {
    var detail = typeof problem.detail === 'string' ? ' ' + sentence(problem.detail) : '';
    // A login page in the place of data, too.
    if (status === 401 || status === 200) return ['ended', 'You are signed out, or your session has ended. What you see here is no longer kept up to date.'];
    switch (problem.code) {
      case 'scheduler-busy':
        return ['absent', 'Many people are looking at this moment. ' + (isList
          ? 'What is missing here is shown again in a moment, by itself.'
          : 'This was not done: try it again in a few seconds.')];
      case 'scheduler-unavailable':
        return ['absent', 'The scheduler does not answer at present: what you see may be out of date. ' + (isList
          ? 'It is asked again by itself.'
          : 'If you changed something, look whether it was done before you try again.')];
      case 'scheduler-failed':
        return ['refused', 'The scheduler could not do this.' + detail];
      case 'record-unavailable':
        return ['absent', 'Nothing can be recorded at present, so that nothing is shown or changed. Try again in a few minutes.'];
      case 'rate-limited':
        return ['refused', 'You, or what runs in your name, ask too often.' + detail];
    }
    if (status >= 400 && status < 500) return ['refused', 'The service refused this.' + detail];
    return ['absent', 'The service does not answer at present: what you see may be out of date.' + detail];
  }
  $(document).ajaxSuccess(function () {
    if (asking === 0 && (shown || '').indexOf('absent') === 0) hide();
  });

  $(function () {
    notice.appendTo('body');
    $('#topNavbar').append($('<li>').append($('<a href="/">').text('Start page')));
  });
}(window.jQuery, window.LuigiAPI));
