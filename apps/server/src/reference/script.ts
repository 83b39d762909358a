/**
 * Puts the origin of the page into its samples, adds a filter, and makes the contents collapsible on narrow screens. Without
 * scripts, the page shows everything.
 */
export const script = `
const { origin } = document.documentElement.dataset;
if (origin && location.protocol.startsWith('http') && location.origin !== origin) {
  const [, host] = origin.split('//');
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (!node.parentNode.closest('pre')) continue;
    node.data = node.data.split(origin).map((text) => text.replaceAll(host, location.host)).join(location.origin)
      .replace(/(?<=protocol: ')https?:|https?:(?=\\/\\/\\$HOST)/g, location.protocol);
  }
}
const box = Object.assign(document.createElement('input'), { type: 'search', placeholder: 'Filter', ariaLabel: 'Filter' });
document.querySelector('.find').append(box);
const parts = [...document.querySelectorAll('main section section')].map((section) => ({
  section, text: section.textContent.toLowerCase(),
  link: document.querySelector('nav li a[href="#' + section.id + '"]').parentNode }));
box.addEventListener('input', () => {
  const words = box.value.toLowerCase().trim().split(/\\s+/);
  document.body.classList.toggle('found', words[0] !== '');
  for (const { section, text, link } of parts) {
    section.hidden = link.hidden = !words.every((word) => text.includes(word));
  }
});
const contents = document.querySelector('nav details');
contents.parentNode.classList.add('live');
const narrow = matchMedia('(max-width: 60rem)');
if (narrow.matches) contents.open = false;
contents.addEventListener('click', ({ target }) => {
  if (narrow.matches && target.closest('li')) contents.open = false;
});
`;
