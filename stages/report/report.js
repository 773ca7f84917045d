/* Opening what the page keeps closed, filters and search: without it everything can be read. What a page of the case file shows stands
 * in a noscript element: it is text until somebody looks at it, since thousands of pages cannot all be laid out at once. All of it
 * was escaped when it was written. */
'use strict';
const reveal = (() => {
const all = (selector, within) => [...(within || document).querySelectorAll(selector)];
const closed = holder => [...holder.children].find(child => child.localName === 'noscript');
const fill = holder => {
  const inner = closed(holder);
  if (!inner) return;
  const made = document.createElement('template');
  made.innerHTML = inner.textContent;
  inner.replaceWith(made.content);
  const ways = holder.querySelector('.ways'), sheet = holder.querySelector('.sheet');
  if (ways && sheet) {
    const turn = document.createElement('button');
    let quarters = 0;
    turn.type = 'button';
    turn.textContent = 'turn';
    turn.setAttribute('aria-label', 'turn the image of this page');
    turn.addEventListener('click', () => {
      sheet.classList.remove('turned' + quarters);
      quarters = (quarters + 1) % 4;
      if (quarters) sheet.classList.add('turned' + quarters);
    });
    ways.append(' ', turn);
  }
  holder.dispatchEvent(new Event('filled', {bubbles: true}));
};

/* The element with this id, opened where it was closed; null where there is none. */
const find = id => {
  const there = id && document.getElementById(id);
  if (there || !id) {
    const holder = there && there.closest('.page');
    if (holder) fill(holder);
    return there || null;
  }
  const holder = all('noscript').find(inner => inner.textContent.includes(' id="' + id + '"'));
  if (!holder) return null;
  const around = holder.parentElement;
  fill(around);
  if (around.localName === 'details') around.open = true;
  return document.getElementById(id);
};

const pages = all('.page'), pane = document.getElementById('pages');
if (pane) {
  const seen = entries => entries.forEach(entry => { if (entry.isIntersecting) { fill(entry.target); this_one.forEach(o => o.unobserve(entry.target)) } });
  const this_one = [null, pane].map(root => new IntersectionObserver(seen, {root, rootMargin: '50% 0%'}));
  pages.forEach(page => this_one.forEach(observer => observer.observe(page)));
}
all('details').forEach(details => details.addEventListener('toggle', () => { if (details.open) fill(details) }));

/* A link opens its target before the browser goes there, which then is marked as the target. */
const target = () => { try { return decodeURIComponent(location.hash.slice(1)) } catch { return '' } };
document.addEventListener('click', event => {
  const link = event.target.closest && event.target.closest('a[href^="#"]');
  if (!link || !find(link.hash.slice(1))) return;
  const page = document.getElementById(link.hash.slice(1)).closest('.page');
  if (page && page.hidden) clear();
}, true);
const arrive = () => {
  const there = find(target());
  if (there && !document.querySelector(':target')) location.replace(location.hash);
};
addEventListener('hashchange', arrive);

/* --- filters and search --- */

const say = (id, text) => { const place = document.getElementById(id); if (place) place.textContent = text };
const rows = all('#chronology tbody tr'), kind = document.getElementById('by-kind'), file = document.getElementById('by-document');
if (kind && file) {
  [[kind, 'kind'], [file, 'document']].forEach(([select, key]) =>
    new Set(rows.map(row => row.dataset[key]).filter(Boolean)).forEach(value => {
      const option = document.createElement('option');
      option.value = option.textContent = value;
      select.append(option);
    }));
  const filter = () => {
    rows.forEach(row => { row.hidden = (kind.value && row.dataset.kind !== kind.value) || (file.value && row.dataset.document !== file.value) });
    say('chronology-count', rows.filter(row => !row.hidden).length + ' of ' + rows.length + ' entries');
  };
  kind.addEventListener('change', filter);
  file.addEventListener('change', filter);
  filter();
}
const box = document.getElementById('find'), plain = {amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'"};
let texts = null;
/* Words of a page, of one that is closed without its markup. */
const wordsOf = page => {
  const inner = closed(page);
  const text = inner ? inner.textContent.replace(/<[^>]*>/g, '').replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => plain[name]) : page.textContent;
  return text.toLowerCase().replace(/\s+/g, ' ');
};
const search = () => {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length && !texts) texts = pages.map(wordsOf);
  let found = 0;
  pages.forEach((page, i) => { page.hidden = !words.every(word => texts[i].includes(word)); found += page.hidden ? 0 : 1 });
  say('find-count', (words.length ? found + ' of ' : '') + pages.length + (pages.length === 1 ? ' page' : ' pages'));
};
const clear = () => { if (box && box.value) { box.value = ''; search() } };
if (box) {
  box.addEventListener('input', search);
  search();
}
all('.tools').forEach(tools => { tools.hidden = false });
arrive();
return find;
})();
