// A person in front of the dashboard: opens, is heard, sees the tag, why, and the consent behind it, takes it back, decides whom
// to trust and what may be noticed, takes the journal with her, withdraws, switches language, reloads, loses power and the
// connection and gets them again. Then a scenario plays. axe looks at every screen, light and dark (WCAG 2.2 AA). A page of another
// origin gets nothing (R6, R22, R25, R26, R27, R29, R33, R34, P11, P36).
//
// node person.mjs SIMULATOR AUDIO SCENARIO SCREENSHOTS

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strict as assert } from "node:assert";
import { chromium } from "playwright-core";

const [simulator, audio, scenario, screenshots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
mkdirSync(screenshots, { recursive: true });

// Programs that run; they end with this one.
const running = new Set();

// The program with its printed address.
function start(...more) {
  const child = spawn(simulator, ["dashboard", "--port", String(port), ...more], { stdio: ["pipe", "pipe", "inherit"] });
  running.add(child);
  const url = new Promise((resolve) => child.stdout.on("data", (bytes) => resolve(String(bytes).trim())));
  return { child, url };
}

// Ends it, and waits until it has ended.
async function end(child) {
  running.delete(child);
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill();
  await ended;
}

async function look(page, name) {
  for (const scheme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: join(screenshots, `${name}-${scheme}.png`), fullPage: true });
    await check(page, `${name}, ${scheme}`);
  }
}

async function check(page, name) {
  const found = await page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const result = await window.axe.run(document, { runOnly: { type: "tag", values: tags } });
    return result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`);
  });
  assert.deepEqual(found, [], `axe, ${name}`);
}

const heading = (page, words) => page.getByRole("heading", { name: words }).waitFor({ timeout: 60000 });
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

async function person(page, state) {
  let { child, url } = start(audio, audio, "--state", state);
  await page.goto(await url);
  await heading(page, "Nadie está escuchando");
  await page.getByText("No salió nada del auto.").waitFor();
  await look(page, "closed");

  // She opens it by keyboard, as well as by hand.
  await page.getByRole("button", { name: "Abrir: etiquetas de interés" }).focus();
  await page.keyboard.press("Enter");
  await heading(page, "Alguien está escuchando");
  await look(page, "open");

  // The conversation is heard to its end; then the drive ends, and the car's screen asks.
  await page.locator("#engineering-title").click();
  await page.getByRole("cell", { name: "travel.camping ✓" }).waitFor({ timeout: 60000 });
  await page.locator("#heard").getByRole("cell", { name: "travel.camping" }).nth(5).waitFor({ timeout: 60000 });
  await look(page, "inside");
  await press(page, "Apagar el auto");
  await heading(page, "Nadie está escuchando");
  await page.getByText("campamento (travel.camping)").waitFor();
  await press(page, "La pantalla del auto pide una etiqueta");
  await page.getByText("travel.camping (audiencia 725)").waitFor();
  await page.getByText(/Se apoya en tu permiso del \d{4}-\d\d-\d\d \(registro \d+\)/).waitFor();
  await page.getByText("Se le dijo a: la pantalla del auto").waitFor();
  await look(page, "tag");

  await press(page, "English");
  await page.getByText("several words about it were heard").waitFor();
  await look(page, "english");

  // The next drive opens on her stored yes. She takes back the tag and then the yes, and both are gone, also after a reload.
  await press(page, "Ignition on");
  await heading(page, "Somebody is listening");
  await press(page, "Take it back: camping");
  await page.getByText("Nothing stands about you.").waitFor();
  await press(page, "Take back my yes: interest tags");
  await heading(page, "Nobody is listening");
  await page.reload();
  await heading(page, "Nobody is listening");
  await page.getByText("Nothing stands about you.").waitFor();
  return { child, url: await url };
}

// What she decides stands in the board, also after its power was cut.
async function decides(page) {
  await page.locator("#recipients-title").click();
  await page.locator("#categories-title").click();
  await page.getByLabel("a camping shop").selectOption("2");
  await press(page, "Close: gardening");
  await page.getByRole("button", { name: "Let it be noticed: gardening" }).waitFor();
  await page.getByLabel("I am interested in").selectOption("prefer.quiet_ride");
  await page.getByRole("button", { name: "State it" }).click();
  await page.getByText("you said so yourself on").waitFor();
  await look(page, "decided");
  await press(page, "Power cut");
  await page.waitForTimeout(1000);
  await page.getByText("you said so yourself on").waitFor();
  await page.getByRole("button", { name: "Let it be noticed: gardening" }).waitFor();
  assert.equal(await page.getByLabel("a camping shop").inputValue(), "2");

  // The journal that she takes with her holds, as somebody else's program sees.
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByText("Take the journal with you").click()]);
  const journal = await download.path();
  assert.match(String(execFileSync(simulator, ["journal", "verify", journal])), /holds|verif/i);
}

async function opensAndStops(page) {
  await page.getByRole("button", { name: "Open: audio to the voice assistant" }).click();
  await heading(page, "Somebody is listening");
  const stop = page.getByRole("button", { name: "Stop: audio to the voice assistant" });
  const [where, size] = [await stop.boundingBox(), (await stop.boundingBox()).width];
  await stop.click();
  await heading(page, "Nobody is listening");
  const open = await page.getByRole("button", { name: "Open: audio to the voice assistant" }).boundingBox();
  assert.deepEqual([open.x, open.width], [where.x, size], "giving and withdrawing are equal");
}

// The program goes away and comes back: the page says so; the new address is another, so the old page gets nothing.
async function losesTheConnection(page, child, state) {
  await end(child);
  await page.getByText("not connected").waitFor();
  await look(page, "lost");
  const again = start(audio, "--state", state);
  const url = await again.url;
  await new Promise((resolve) => setTimeout(resolve, 2500));
  await page.getByText("not connected").waitFor();
  await page.goto("about:blank");
  await page.goto(url);
  await page.getByText("connected", { exact: true }).waitFor();
  return { child: again.child, url };
}

async function watchesAScenario(page) {
  const { child, url } = start("--scenario", scenario);
  await page.goto("about:blank");
  await page.goto(await url);
  await heading(page, "Somebody is listening");
  await press(page, "Drive at 50 km/h");
  await page.getByText("the scenario's file says what happens").waitFor();
  await page.getByText("travel.camping (audience 725)").waitFor({ timeout: 90000 });
  await end(child);
}

// A page of another origin in the same browser, which has even learnt the secret.
async function stranger(browser, url) {
  const server = http.createServer((_, response) => response.end("<!doctype html><title>x</title>")).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const secret = url.split("#")[1];
  const connect = (address) => page.evaluate((there) => new Promise((resolve) => {
    const socket = new WebSocket(there);
    socket.onopen = () => { socket.send("press driver assistant"); resolve("open"); };
    socket.onerror = () => resolve("refused");
  }), address);
  assert.equal(await connect(`ws://127.0.0.1:${port}/ws?token=${secret}`), "refused", "another origin");
  server.close();
}

const port = 20000 + Math.floor(Math.random() * 20000);
const state = mkdtempSync(join(tmpdir(), "sordina-"));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage"] });
try {
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, locale: "es-AR", bypassCSP: true });
  await context.addInitScript({ content: axe });
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  let { child } = await person(page, state);
  await decides(page);
  await opensAndStops(page);
  const { child: again, url } = await losesTheConnection(page, child, state);
  await stranger(browser, url);
  await end(again);
  await watchesAScenario(page);
  assert.deepEqual(errors, []);
  console.log("test a_person_uses_the_dashboard ... ok");
} finally {
  running.forEach((child) => child.kill());
  await browser.close();
}
