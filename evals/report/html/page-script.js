// Chooses among the cases. Reads the page only; without it every case is shown.
const list = [...document.querySelectorAll("#list > details")];
const tools = document.getElementById("tools");
const search = document.getElementById("search");
const suite = document.getElementById("suite");
const shown = document.getElementById("shown");
const none = document.getElementById("none");
const texts = new Map();

function textOf(item) {
  if (!texts.has(item)) texts.set(item, `${item.id} ${item.textContent}`.toLowerCase());
  return texts.get(item);
}

function fits(item, show, words) {
  const { suite: own, outcome, change } = item.dataset;
  if (suite.value !== "" && own !== suite.value) return false;
  if (show === "failed" && outcome === "passed") return false;
  if (show === "changed" && change !== "lost" && change !== "won") return false;
  return words.every((word) => textOf(item).includes(word));
}

function choose() {
  const show = tools.elements.show.value;
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let amount = 0;
  for (const item of list) {
    item.hidden = !fits(item, show, words);
    if (!item.hidden) amount++;
  }
  shown.textContent = `${amount} shown`;
  none.hidden = amount > 0;
}

function openLinked() {
  const item = list.find(({ id }) => `#${id}` === decodeURIComponent(location.hash));
  if (!item) return;
  item.hidden = false;
  item.open = true;
  item.scrollIntoView();
}

tools.hidden = false;
tools.addEventListener("input", choose);
tools.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", openLinked);
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.closest("input, select")) return;
  event.preventDefault();
  search.focus();
});
choose();
openLinked();
