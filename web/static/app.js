// Makes pages quicker for people whose browsers run scripts; every page works
// without it. No markup is made from strings here.
'use strict';
(() => {
  const nonce = document.currentScript.nonce; // read now: it is gone once the script has run
  const $ = (selector, root = document) => root.querySelector(selector);
  const closest = (event, selector) => event.target instanceof Element && event.target.closest(selector);

  // Spoken messages.
  function say(text, urgent = false) {
    const region = $(urgent ? '#live-now' : '#live');
    if (!region) return;
    region.textContent = '';
    setTimeout(() => { region.textContent = text; }, 50); // an emptied region is read again
  }

  // Copy and show secrets.
  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      if (!copyBySelection(button.dataset.copy)) return;
    }
    button.dataset.state = 'done';
    say(button.dataset.done);
    setTimeout(() => { delete button.dataset.state; }, 1600);
  }

  // The clipboard needs https; a panel on a bare address has only this way.
  function copyBySelection(text) {
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'sr';
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    return copied;
  }

  function toggleSecret(button) {
    const input = document.getElementById(button.dataset.reveal);
    if (!input) return;
    const show = input.type === 'password';
    input.type = show ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(show));
  }

  // Dialogs: a link to the page with the question opens the dialog instead.
  function openDialog(event, link) {
    const dialog = document.getElementById(link.dataset.dialog);
    if (!(dialog instanceof HTMLDialogElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    closePopovers();
    dialog.showModal();
    $('input:not([type="hidden"])', dialog)?.focus();
  }

  function closePopovers() {
    for (const open of document.querySelectorAll(':popover-open')) open.hidePopover();
  }

  function checkTypedName(input) {
    const right = input.value.trim() === input.dataset.mustBe;
    input.setCustomValidity(right || input.value === '' ? '' : input.dataset.mismatch);
  }

  document.addEventListener('click', (event) => {
    const actions = {
      '[data-copy]': (el) => copy(el),
      '[data-reveal]': (el) => toggleSecret(el),
      '[data-dialog]': (el) => openDialog(event, el),
      '[data-close-dialog]': (el) => el.closest('dialog')?.close(),
      '[data-print]': () => window.print(),
      '[data-close]': (el) => el.closest('.toast')?.remove(),
    };
    for (const [selector, act] of Object.entries(actions)) {
      const element = closest(event, selector);
      if (element) return void act(element);
    }
    if (event.target instanceof HTMLDialogElement) event.target.close(); // a click beside it
  });

  document.addEventListener('input', (event) => {
    const input = closest(event, '[data-must-be]');
    if (input) checkTypedName(input);
  });

  // A form is sent once, however often its button is pressed.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== 'post') return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = 'yes';
    setTimeout(() => { delete form.dataset.sent; }, 8000); // the answer may have been a file
    dirty.delete(form);
  });
  addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
  });
  document.addEventListener('htmx:finally:request', (event) => {
    const form = closest(event, 'form');
    if (form) delete form.dataset.sent;
  });

  // Ctrl K or ⌘ K goes to the search of the top bar.
  document.addEventListener('keydown', (event) => {
    const search = $('.top-search input');
    if (event.key !== 'k' || !(event.ctrlKey || event.metaKey) || !search?.offsetParent) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  // Leaving a form with typed text asks first.
  const dirty = new Set();
  document.addEventListener('input', (event) => {
    const form = closest(event, 'form[data-guard]');
    if (form) dirty.add(form);
  });
  addEventListener('beforeunload', (event) => {
    for (const form of dirty) if (!form.isConnected) dirty.delete(form);
    if (dirty.size > 0) event.preventDefault();
  });

  // Messages that need no answer go away after a while, not under the pointer.
  function startToast(toast) {
    const timer = setInterval(() => {
      if (toast.matches(':hover, :focus-within')) return;
      clearInterval(timer);
      toast.remove();
    }, 6000);
  }

  // Only boxes that scroll are stops of the Tab key.
  const sizes = new ResizeObserver((boxes) => {
    for (const { target } of boxes) {
      if (target.scrollWidth > target.clientWidth + 1) target.tabIndex = 0;
      else target.removeAttribute('tabindex');
    }
  });

  // The list of problems names the field of each.
  function nameProblem(link) {
    link.dataset.named = 'yes';
    const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const name = field?.closest('.choices')?.querySelector('legend') ?? field?.labels?.[0];
    const text = name?.firstChild?.textContent.trim();
    const colon = document.documentElement.lang.startsWith('zh') ? '：' : ': ';
    if (text && !link.textContent.includes(text)) link.prepend(text + colon);
  }

  // What new content needs, on load and after each swap.
  function prepare(root) {
    for (const box of root.querySelectorAll('[data-scroll]')) sizes.observe(box);
    root.querySelectorAll('.problems a:not([data-named])').forEach(nameProblem);
    for (const toast of root.querySelectorAll('[data-toast]:not([data-seen])')) {
      toast.dataset.seen = 'yes';
      startToast(toast);
    }
  }

  // The guard of hx-csp does not see hx-sse: what has no nonce asks for nothing.
  document.addEventListener('htmx:config:request', (event) => {
    const source = event.detail?.ctx?.sourceElement;
    if (nonce && source?.getAttribute('hx-nonce') !== nonce) event.preventDefault();
  });

  // When a swap takes the focused row away, the focus goes to its neighbour.
  let lost = null;
  document.addEventListener('htmx:before:swap', () => {
    const row = document.activeElement?.closest?.('tbody tr');
    if (!row) return void (lost = null);
    const rows = [...row.parentElement.children];
    lost = { row, next: row.nextElementSibling, previous: row.previousElementSibling, table: row.closest('table').id, index: rows.indexOf(row) };
  });

  function placeFocus() {
    const wanted = $('[data-focus]:not([data-seen])');
    if (wanted) {
      wanted.dataset.seen = 'yes';
      wanted.focus();
      return;
    }
    if (!lost || (document.activeElement && document.activeElement !== document.body)) return;
    const rows = lost.table ? document.getElementById(lost.table)?.tBodies[0]?.rows : null;
    const row = [lost.next, lost.previous, rows?.[Math.min(lost.index, rows.length - 1)]].find((r) => r?.isConnected);
    const table = row?.closest('table') ?? document.getElementById(lost.table);
    (row && $('a, button', row) || table?.caption)?.focus();
    lost = null;
  }

  document.addEventListener('htmx:after:swap', () => {
    prepare(document);
    placeFocus();
  });

  // Whoever is about to leave a page must not be held by its loading anew. Some
  // leave-takings come to nothing, as a download does.
  let leaving = 0;
  window.addEventListener('beforeunload', () => { leaving = Date.now(); });
  const anew = (address) => {
    if (dirty.size === 0 && Date.now() - leaving > 5000) location.replace(address);
  };

  // A job that ended shows its page anew, unless something has been typed there.
  document.addEventListener('done', (event) => {
    const job = closest(event, '[data-at-end]');
    if (job) anew(job.dataset.atEnd);
  });

  // A page that waits is loaded anew, unless something has been typed there, when it has no live part or the server
  // refuses it one.
  const wait = $('meta[name="page-refresh"]');
  const later = () => {
    if (wait) setTimeout(() => anew(location.pathname + location.search), Number(wait.content) * 1000);
  };
  if (!$('[hx-sse\\:connect]')) later();
  document.addEventListener('htmx:response:error', (event) => {
    if (closest(event, '[hx-sse\\:connect]')) later();
  });

  // The page itself has placed the focus already.
  for (const element of document.querySelectorAll('[data-focus]')) element.dataset.seen = 'yes';
  prepare(document);
})();
