/* What a reviewer says of pages, words and facts, kept until it is saved as a file. Text is only ever set as text. Follows
 * report.js. */
(() => {
const byId = id => document.getElementById(id), review = byId('review');
if (!review) return;
const said = [];
let unsaved = false, row = null, bar = null;

const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const button = (text, action, label) => {
  const element = make('button', {type: 'button', textContent: text});
  if (label) element.setAttribute('aria-label', label);
  element.addEventListener('click', action);
  return element;
};
const now = () => new Date().toISOString().slice(0, 19) + 'Z';
const points = text => Array.from(text).length;
const tell = text => { byId('said-status').textContent = text };
const textOf = page => { const text = page.querySelector('.text bdi'); return text ? text.textContent : '' };
const placeOf = page => ({sha256: page.dataset.sha256, page: Number(page.dataset.page)});
const nameOf = page => page.dataset.title + ' p. ' + page.dataset.page;

/* --- the list ------------------------------------------------------------------------------------------------ */

const describe = item => {
  const what = {transcript: 'typed the page', confirm: 'right: ', correct: 'corrected: ', reject: 'wrong: '}[item.action];
  const words = item.about === 'fact' ? item.kind.replace(/_/g, ' ') + ' “' + item.quote + '”' : item.was ? '“' + item.was + '”' : '';
  return what + words + (item.now ? ' to “' + item.now + '”' : '');
};
const show = () => {
  const list = byId('said');
  list.replaceChildren(...said.map((entry, i) => make('li', {}, describe(entry.item) + ', ' + entry.where,
    button('remove', () => { said.splice(i, 1); unsaved = said.length > 0; show(); tell('Removed.'); byId('save').focus() },
      'remove: ' + describe(entry.item)))));
  byId('said-none').hidden = said.length > 0;
};
const same = (a, b) => a.about === b.about && a.sha256 === b.sha256 && a.page === b.page &&
  (a.about === 'page' || (a.span[0] === b.span[0] && a.span[1] === b.span[1] && a.kind === b.kind && a.reading === b.reading));
/* Saying something else of the same replaces what was said. */
const say = (item, where) => {
  const before = said.findIndex(entry => same(entry.item, item));
  if (before >= 0) said.splice(before, 1);
  said.push({item: {at: now(), ...item}, where});
  unsaved = true;
  show();
  tell('Noted: ' + describe(item) + '. ' + said.length + ' in the list.');
};

byId('save').addEventListener('click', () => {
  const by = byId('by'), name = by.value.trim();
  by.toggleAttribute('aria-invalid', false);
  if (!name || !said.length) {
    tell(said.length ? 'Say who you are first.' : 'There is nothing to save yet.');
    if (!name && said.length) { by.setAttribute('aria-invalid', 'true'); by.focus() }
    return;
  }
  const file = {schema: 'casefile-corrections/1',
    case: {key: review.dataset.key, name: review.dataset.name || null, revision: review.dataset.revision || null},
    by: name, saved: now(), corrections: said.map(entry => entry.item)};
  const address = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1) + '\n'], {type: 'application/json'}));
  const link = make('a', {href: address,
    download: (review.dataset.name || 'case').replace(/[\\/:*?"<>|%\u0000-\u001f]/g, '_') + '.corrections.json'});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  unsaved = false;
  tell('Saved ' + said.length + (said.length === 1 ? ' correction' : ' corrections') + ' as ' + link.download +
    '. Drop that file in the inbox.');
});
addEventListener('beforeunload', event => { if (unsaved) event.preventDefault() });

/* --- words of a page, and the whole of it ----------------------------------------------------------------------- */

const CONTEXT = 40;
let opener = null;
const dialog = make('dialog', {id: 'correct'});
dialog.setAttribute('aria-labelledby', 'correct-title');
document.body.append(dialog);

/* All places where the words stand in the text, as offsets of UTF-16. */
const placesOf = (text, words) => {
  const pattern = words.trim().split(/\s+/).map(w => w.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\s+');
  return words.trim() ? [...text.matchAll(new RegExp(pattern, 'g'))].map(m => [m.index, m.index + m[0].length]) : [];
};
const correct = (page, words, at, box) => {
  const text = textOf(page), was = make('input', {id: 'was', value: words || ''}), place = make('select', {id: 'place'});
  const should = make('input', {id: 'should', maxLength: 2000, value: words || ''}), note = make('input', {id: 'note', maxLength: 1000});
  const whole = make('textarea', {id: 'whole', value: text}), status = make('p', {id: 'correct-status'});
  was.maxLength = 2000;
  status.setAttribute('role', 'status');
  let places = [];
  const find = () => {
    places = placesOf(text, was.value);
    place.replaceChildren(...places.map(([from, to], i) => make('option', {value: i,
      textContent: ('…' + text.slice(Math.max(0, from - 30), from) + '»' + text.slice(from, to) + '«' + text.slice(to, to + 30) + '…').replace(/\s+/g, ' ')})));
    const wanted = places.findIndex(([from]) => from === at);
    if (wanted >= 0) place.value = wanted;
    status.textContent = was.value.trim() ? (places.length === 0 ? 'These words are not in the text of the page.' :
      places.length === 1 ? 'Found once.' : 'Found ' + places.length + ' times: choose which.') : '';
  };
  const use = action => {
    const [from, to] = places[place.value] || [];
    if (from === undefined) { status.textContent = 'Type the words as the program read them.'; was.focus(); return }
    if (action === 'correct' && (!should.value.trim() || should.value === text.slice(from, to))) {
      status.textContent = 'Type what the words should be.'; should.focus(); return }
    const first = points(text.slice(0, from)), item = {about: 'words', action, ...placeOf(page),
      span: [first, first + points(text.slice(from, to))], box: from === at && box ? box : null, was: text.slice(from, to)};
    if (action === 'correct') item.now = should.value.trim();
    item.before = Array.from(text.slice(0, from)).slice(-CONTEXT).join('');
    item.after = Array.from(text.slice(to)).slice(0, CONTEXT).join('');
    if (note.value.trim()) item.note = note.value.trim();
    say(item, nameOf(page));
    dialog.close();
  };
  const transcribe = () => {
    if (!whole.value.trim()) { status.textContent = 'Type what stands on the page.'; whole.focus(); return }
    const item = {about: 'page', action: 'transcript', ...placeOf(page), text: whole.value.replace(/\r\n?/g, '\n')};
    if (note.value.trim()) item.note = note.value.trim();
    say(item, nameOf(page));
    dialog.close();
  };
  was.addEventListener('input', find);
  const label = (text, control) => { const element = make('label', {textContent: text}); element.htmlFor = control.id; return element };
  dialog.replaceChildren(make('h2', {id: 'correct-title', textContent: 'Correct ' + nameOf(page)}),
    make('fieldset', {}, make('legend', {textContent: 'Words'}), label('As the program read them', was), was, label('Which of them', place),
      place, status, label('As they should be', should), should,
      make('div', {className: 'row'}, button('Correct them', () => use('correct')), button('They are right', () => use('confirm')),
        button('They are not there', () => use('reject')))),
    make('fieldset', {}, make('legend', {textContent: 'The whole page'}), label('What stands on it, line by line', whole), whole,
      make('div', {className: 'row'}, button('Take this for the page', transcribe))),
    label('Remark (may be empty)', note), note,
    make('div', {className: 'row'}, button('Close', () => dialog.close())));
  find();
  opener = document.activeElement;
  dialog.show(); /* the page stays in sight, and can be scrolled */
  (words ? should : was).focus();
};
dialog.addEventListener('keydown', event => { if (event.key === 'Escape') dialog.close() });
dialog.addEventListener('close', () => { if (opener && opener.isConnected) opener.focus() });

/* What is selected on the page, with its offset there. */
const selected = page => {
  const selection = getSelection(), text = page.querySelector('.text bdi');
  if (!selection.rangeCount || !text || !text.contains(selection.getRangeAt(0).commonAncestorContainer)) return [];
  const range = selection.getRangeAt(0), before = document.createRange();
  before.selectNodeContents(text);
  before.setEnd(range.startContainer, range.startOffset);
  const raw = range.toString(), lead = raw.length - raw.trimStart().length;
  return [raw.trim(), before.toString().length + lead];
};
const offer = page => {
  const ways = page.querySelector('.ways');
  if (ways) ways.append(' ', button('correct', () => correct(page, ...selected(page)), 'correct the reading of ' + nameOf(page)));
};
document.querySelectorAll('.page[data-sha256]').forEach(offer);
document.addEventListener('filled', event => { if (event.target.dataset.sha256) offer(event.target) });

/* --- a quote, and the fact that it stands for ---------------------------------------------------------------------- */

/* The mark of a quote on its page, where a person may judge it. */
const markOf = id => { const mark = reveal('v-' + id); return mark && mark.dataset.reading && mark.closest('.page').dataset.sha256 ? mark : null };
const quoteOf = mark => mark.dataset.quote || mark.querySelector('title').textContent;
/* Around its words; null where nothing tells. */
const boxOf = mark => {
  if (mark.dataset.box) return JSON.parse(mark.dataset.box);
  const edges = [...mark.querySelectorAll('rect')].map(r => ['x', 'y', 'width', 'height'].map(side => Number(r.getAttribute(side))));
  const round = n => Math.round(n * 10) / 10;
  return edges.length ? [Math.min(...edges.map(e => e[0])) + 1, Math.min(...edges.map(e => e[1])) + 1,
    Math.max(...edges.map(e => e[0] + e[2])) - 1, Math.max(...edges.map(e => e[1] + e[3])) - 1].map(round) : null;
};
const verdict = (id, action) => {
  const mark = markOf(id), page = mark && mark.closest('.page');
  if (!mark) return false;
  say({about: 'fact', action, ...placeOf(page), span: JSON.parse(mark.dataset.span), box: boxOf(mark), kind: mark.dataset.kind,
    quote: quoteOf(mark), reading: mark.dataset.reading}, nameOf(page));
  return true;
};
const idsOf = holder => [...new Set([...holder.querySelectorAll('a[href^="#v-"]')].map(a => a.hash.slice(3)))].filter(markOf);
const judge = id => {
  if (bar) bar.remove();
  bar = null;
  const mark = markOf(id), page = mark && mark.closest('.page');
  if (!mark) return;
  const quote = quoteOf(mark), all = row ? idsOf(row) : [];
  const answer = make('p', {}), act = (ids, action) => {
    const n = ids.filter(one => verdict(one, action)).length;
    answer.textContent = 'Noted for ' + n + (n === 1 ? ' place' : ' places') + '; see Corrections.';
  };
  answer.setAttribute('role', 'status');
  bar = make('div', {className: 'judge'}, make('p', {}, mark.dataset.kind.replace(/_/g, ' ') + ': ', make('q', {textContent: quote})),
    button('It is right', () => act([id], 'confirm')), button('It is wrong', () => act([id], 'reject')));
  if (all.length > 1 && all.includes(id))
    bar.append(button('The whole fact is right (' + all.length + ' places)', () => act(all, 'confirm')),
      button('The whole fact is wrong (' + all.length + ' places)', () => act(all, 'reject')));
  bar.append(button('Correct its words', () => {
    const text = textOf(page), [from, to] = JSON.parse(mark.dataset.span);
    const offset = n => Array.from(text).slice(0, n).join('').length;
    correct(page, text.slice(offset(from), offset(to)), offset(from), boxOf(mark));
  }), answer);
  bar.setAttribute('role', 'group');
  bar.setAttribute('aria-label', 'Judge the quote');
  const head = page.querySelector('figcaption'), pane = document.getElementById('pages');
  head.after(bar);
  /* The name of the page and the buttons stay in sight where the quote does, too. */
  const top = head.getBoundingClientRect().top, low = mark.getBoundingClientRect().bottom;
  if (top < 0 && low - top < innerHeight - 16)
    (getComputedStyle(pane).overflowY === 'auto' ? pane : window).scrollBy(0, top - 8);
};
document.addEventListener('click', event => {
  const link = event.target.closest && event.target.closest('a[href^="#v-"]');
  if (!link) return;
  row = link.closest('tr');
  if (location.hash === link.hash) judge(link.hash.slice(3));
});
addEventListener('hashchange', () => { if (location.hash.startsWith('#v-')) judge(location.hash.slice(3)) });
if (location.hash.startsWith('#v-')) judge(location.hash.slice(3));

review.hidden = false;
show();
})();
