// What differs between webmails, for a driver that measures several of them in Chromium and over plain HTTP on one machine, in one run.
// The driver brings sessions (`act`: click and wait until painted, `nav`: the same across a page load) and an HTTP client with cookies.
// The application for it, published by script/bench: see docs/performance.md, "Beside other webmails".
const row = '[data-message]';
const shown = `()=>document.querySelector('${row}')?.textContent.trim()`;
const old = `window.__old=document.querySelector('${row}');`;
const fresh = `()=>{const r=document.querySelector('${row}'); return r && r!==window.__old && r.isConnected && r.textContent.trim();}`;
const idle = `!document.querySelector('turbo-frame[busy], html[aria-busy], form[aria-busy]')`;
const flash = `window.__flash=document.querySelector('[data-flash]');`;
// A sentence says what was done: it comes with the answer, and Undo stands beside it.
const said = `()=>{const f=document.querySelector('[data-flash]'); return f && f!==window.__flash && f.textContent.trim() && ${idle};}`;
// What becomes of rows is shown before the mail server has answered, and taken back when it says no: that is what a person sees, and what is timed.
const chosen = `[...document.querySelectorAll('[data-message]:has(.check :checked)')]`;
const read = `(A,rows)=>rows.length ? rows.every(r=>!r.isConnected || !r.hasAttribute('data-unread')) : (${said})()`;
const gone = `(A,rows)=>rows.every(r=>!r.isConnected || !r.checkVisibility())`;
// What is here already is drawn in the steps that follow the click, and painted with the frame after them: the driver would look before them, and again when that frame begins.
const steps = 'for (let step = 0; step < 99; step++) await null;';
const words = { subject: 'subject', from: 'from', body: 'body' };
// The policy of the pages forbids eval, by which a driver waits inside a page for an expression written as text: this one asks from outside, again and again.
async function arrive(s, start, done, stale = false) {
  if (stale) await s.page.evaluate('window.__stale = true');
  const began = performance.now();
  const started = start();
  while (!await s.page.evaluate(`(${!stale} || !window.__stale) && (${done})()`).catch(() => false))
    if (performance.now() - began > 60000) throw new Error('timeout');
  const ms = performance.now() - began;
  await started;
  return ms;
}
// Beside the one in which one writes another may stand ready.
const writing = `document.querySelector('.dock iframe[data-mode=open]')`;
const menu = `document.querySelector('[data-list-menu]').open=true;`;
// A pointer has come to what it presses, as it has in a hand; OURS_POINTER=0 presses from nowhere. Some ask ahead then.
const rest = Number(process.env.OURS_POINTER ?? 150);
async function point(s, selector) {
  if (rest === 0) return;
  await s.page.hover(selector);
  await s.page.waitForTimeout(rest);
}
async function choose(s, button) {
  await s.page.evaluate(menu);
  await point(s, `[data-list-menu] button${button}`);
  return s.act(`(A)=>{${old} document.querySelector('[data-list-menu] button'+A).click();}`, fresh, button);
}

export const ours = {
  id: 'ours', label: 'Webmail', base: `http://127.0.0.1:${process.env.OURS_PORT || 18080}`,
  procs: { app: '$BENCH_DIR/run/ours.pid' },
  login: user => user + '@bench.test',
  async open(s) { await s.page.goto(this.base + '/'); await s.page.waitForSelector('input[name=email]'); },
  async signIn(s, user, pass) {
    await s.page.fill('input[name=email]', user);
    await s.page.fill('input[name=password]', pass);
    return arrive(s, () => s.page.click('form:has(input[name=password]) button[type=submit]', { noWaitAfter: true }), shown);
  },
  reload: s => arrive(s, () => s.page.reload({ waitUntil: 'commit' }), shown, true),
  async folder(s, name) {
    await point(s, `[data-mailbox="${name}"]`);
    return s.act(`(A)=>{${old} document.querySelector('[data-mailbox="'+A+'"]').click();}`, fresh, name);
  },
  // To the end of what the list has, and on to the first row of the page that is appended there.
  nextPage: s => s.act(`()=>{const rows=document.querySelectorAll('${row}').length, list=document.querySelector('.list'); list.scrollTop=list.scrollHeight; return rows;}`,
    `(A,rows)=>{const first=document.querySelectorAll('${row}')[rows]; first?.scrollIntoView(); return first?.textContent.trim();}`),
  // No script of the page may look into the frame of a message: that it has loaded is what the page can know. That the marker is in it is asked outside the clock.
  async openMsg(s, subject, marker, attach) {
    const ms = await s.act(`async (A)=>{window.__frame=document.querySelector('iframe[data-message-body]');
        [...document.querySelectorAll('${row}')].find(r=>r.querySelector('.subject').textContent.trim()===A.subject).querySelector('a').click(); ${steps}}`,
      `(A)=>{const f=document.querySelector('iframe[data-message-body]'); return f && f!==window.__frame && 'loaded' in f.dataset &&
        document.querySelector('[data-field=subject]').textContent.includes(A.subject) && (!A.attach || document.querySelector('a[data-attachment]'));}`, { subject, attach });
    const frame = await (await s.page.$('iframe[data-message-body]')).contentFrame();
    const text = await frame.evaluate('document.body.textContent');
    if (!text.includes(marker)) throw new Error(`another body than ${marker}`);
    return ms;
  },
  search: (s, field, text) => s.act(`(A)=>{${old} const f=document.querySelector('form[role=search]'); f.q.value=A; f.requestSubmit();}`,
    `()=>{const r=document.querySelector('.search ${row}'); return r && r!==window.__old && r.textContent.trim();}`, `${words[field]}:${text}`),
  clearSearch: s => s.act(`()=>{${old} document.querySelector('[data-mailbox="INBOX"]').click();}`, `()=>{const r=document.querySelector('.list:not(.search) ${row}'); return r && r!==window.__old;}`),
  sort: (s, by) => choose(s, `[name=order][value=${{ size: 'size', from: 'sender', date: 'arrival' }[by]}]`),
  thread: s => choose(s, '[name=grouped][value=true]'),
  unthread: s => choose(s, '[name=grouped][value=false]'),
  async select(s, all) {
    await s.page.evaluate(every => {
      document.querySelector('.selection button[type=reset]')?.click();
      for (const box of [...document.querySelectorAll('[data-message] .check input')].slice(0, every ? 1000 : 1)) box.click();
    }, all);
    if (all) await s.page.evaluate(() => document.querySelector('.selection input[name=all]')?.click());
    await s.page.waitForTimeout(80);
  },
  markRead: s => s.act(`()=>{${flash} const rows=${chosen}.filter(r=>r.hasAttribute('data-unread')); document.querySelector('.selection button[name=set][value=seen]').click(); return rows;}`, read),
  async move(s, to) {
    await s.page.evaluate(() => { document.querySelector('.selection [data-target-menu]').open = true; });
    await s.page.waitForSelector(`.selection .target[value="${to}"]`, { state: 'attached' });
    return s.act(`(A)=>{const rows=${chosen}; document.querySelector('.selection [data-target-menu] .target[value="'+A+'"]').click(); return rows;}`, gone, to);
  },
  del: s => s.act(`()=>{const rows=${chosen}; document.querySelector('.selection button[name=role][value=Trash]').click(); return rows;}`, gone),
  compose: s => arrive(s, () => s.page.evaluate(() => document.querySelector('.bar a.primary').click()), `()=>{const d=${writing}?.contentDocument ?? document, e=d.querySelector('form[data-composer] .editor'); return e && !e.hidden && e.isContentEditable && d.hasFocus() && d.activeElement.name==='to';}`),
  async send(s, to, subject, text, file) {
    // In a wide window one writes in a frame at its foot.
    const p = await (await s.page.$('.dock iframe[data-mode=open]'))?.contentFrame() ?? s.page.mainFrame();
    await p.evaluate(([to, subject]) => {
      const form = document.querySelector('form[data-composer]');
      form.elements.to.value = to;
      form.elements.subject.value = subject;
    }, [to, subject]);
    await p.locator('form[data-composer] .editor').fill(text);
    const t0 = performance.now();
    await p.setInputFiles('form[data-composer] input[name=files]', file);
    await p.waitForFunction(() => document.querySelector('.composer-files [data-file]'), null, { polling: 'raf', timeout: 60000 });
    const t1 = performance.now();
    await p.evaluate(() => document.querySelector('form[data-composer] .composer-tools button[value=send]').click());
    await s.page.waitForFunction(() => !document.querySelector('form[data-composer], .dock iframe:not([data-mode=warm])'), null, { polling: 'raf', timeout: 60000 });
    return { upload: t1 - t0, send: performance.now() - t1 };
  },

  // Over plain HTTP: what the page asks for when one leafs and opens.
  async httpLogin(c, user, pass) {
    const form = await c.get('/sign-in');
    const field = /name="(__[^"]+|form[^"]*)" type="hidden" value="([^"]+)"/.exec(form.text) ?? /type="hidden" name="(__[^"]+)" value="([^"]+)"/.exec(form.text);
    const headers = { 'sec-fetch-site': 'same-origin', origin: this.base };
    const answer = await c.post('/sign-in', new URLSearchParams({ email: user, password: pass, [field[1]]: field[2] }).toString(), headers);
    if (answer.status !== 302 && answer.status !== 303) throw new Error(`sign-in ${answer.status}`);
    const mail = await c.get('/mail');
    const inbox = mail.headers.location ? new URL(mail.headers.location, this.base).pathname : /href="([^"?]+\/INBOX)"/.exec(mail.text)[1];
    c.account = inbox.slice(0, inbox.lastIndexOf('/'));
    c.pages = new Map();
    c.keys = new Map();
  },
  async httpList(c, page, mailbox = 'INBOX') {
    const url = page <= 1 ? `${c.account}/${encodeURIComponent(mailbox)}` : c.pages.get(`${mailbox} ${page}`);
    if (!url) { await this.httpList(c, page - 1, mailbox); return this.httpList(c, page, mailbox); }
    const answer = await c.get(url, { 'turbo-frame': 'list', accept: 'text/html' });
    if (answer.status !== 200 || answer.bytes < 3000) throw new Error(`list ${answer.status}`);
    const next = /rel="next"[^>]*href="([^"]+)"/.exec(answer.text);
    if (next) c.pages.set(`${mailbox} ${page + 1}`, next[1].replaceAll('&amp;', '&'));
    c.validity ??= /data-message="(\d+)-/.exec(answer.text)?.[1];
    return answer;
  },
  async httpOpen(c, uid, mailbox = 'INBOX') {
    if (!c.validity) await this.httpList(c, 1, mailbox);
    const url = `${c.account}/${encodeURIComponent(mailbox)}/${c.validity}-${uid}`;
    const reader = await c.get(url, { 'turbo-frame': 'reader', accept: 'text/html' });
    if (reader.status !== 200) throw new Error(`open ${reader.status}`);
    const body = await c.get(`${url}/body`, { 'sec-fetch-dest': 'iframe' });
    if (body.status !== 200) throw new Error(`body ${body.status}`);
    return { ...body, status: 200, ms: reader.ms + body.ms, wire: reader.wire + body.wire, bytes: reader.bytes + body.bytes, text: reader.text };
  },
};
