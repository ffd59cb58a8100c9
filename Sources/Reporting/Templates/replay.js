// What was recorded of a simulation is replayed; without this the page shows its end.
(function () {
  "use strict";
  var mostDots = 24;
  var kinds = ["ready", "running", "starting", "ending"];
  var styles = ["absent", "ready", "lost", "cordoned"];
  var words = ["is not there", "ready", "does not answer", "cordoned"];
  var none = [0, 0, 0, 0, 0, 0, 0, 0];

  function trimmed(number, decimals) { return String(Number(number.toFixed(decimals))); }
  function moment(seconds) {
    if (60 > seconds) { return trimmed(seconds, 3) + " s"; }
    var whole = Math.round(seconds);
    function two(number) { return (10 > number ? "0" : "") + number; }
    if (3600 > whole) { return Math.floor(whole / 60) + " min " + two(whole % 60) + " s"; }
    return Math.floor(whole / 3600) + " h " + two(Math.floor(whole % 3600 / 60)) + " min";
  }

  function show(tile, change) {
    var counts = { starting: change[4], running: change[5], ready: change[6], ending: change[7] };
    var isThere = change[1] > 0;
    var cpu = Math.round(change[2] / 10);
    tile.element.className = "node " + styles[change[1]];
    tile.share.className = "share h" + Math.min(19, Math.floor(change[2] / 50));
    tile.share.firstChild.textContent = isThere ? cpu + " %" : "–";
    tile.dots.textContent = "";
    var left = mostDots;
    var all = 0;
    var parts = [];
    kinds.forEach(function (kind) {
      all += counts[kind];
      if (counts[kind] > 0) { parts.push(counts[kind] + " " + kind); }
      var drawn = Math.min(left, counts[kind]);
      left -= drawn;
      for (; drawn > 0; drawn -= 1) {
        tile.dots.appendChild(document.createElement("i")).className = "dot " + kind;
      }
    });
    if (all > mostDots) {
      tile.dots.appendChild(document.createElement("small")).textContent = "+" + (all - mostDots);
    }
    var about = tile.name + ": " + words[change[1]];
    if (isThere) {
      about += ", CPU " + cpu + " %, memory " + Math.round(change[3] / 10) + " %, pods: "
        + (parts.length > 0 ? parts.join(", ") : "none");
    }
    tile.element.title = about;
    tile.about.textContent = about;
  }

  document.querySelectorAll(".replay").forEach(function (replay) {
    var player = replay.querySelector(".player");
    var button = player.querySelector("button");
    var slider = player.querySelector("input");
    var output = player.querySelector("output");
    var charts = document.getElementById(replay.dataset.charts);
    var cursors = charts ? Array.from(charts.querySelectorAll(".now")) : [];
    var left = Number(replay.dataset.left);
    var length = Number(replay.dataset.right) - left;
    var clusters = Array.from(replay.querySelectorAll(".cluster")).map(function (element) {
      return {
        frames: JSON.parse(element.dataset.frames),
        pending: element.querySelector(".pending"),
        tiles: Array.from(element.querySelectorAll(".node")).map(function (tile) {
          return {
            element: tile, share: tile.querySelector(".share"), dots: tile.querySelector(".dots"),
            about: tile.querySelector("span.hidden"),
            name: tile.querySelector(".name").textContent, shown: null
          };
        })
      };
    });
    var timer = null;
    var now = Number(slider.max);

    function go(index) {
      var seconds = 0;
      now = index;
      clusters.forEach(function (cluster) {
        var last = Math.min(index, cluster.frames.length - 1);
        var states = cluster.tiles.map(function () { return none; });
        cluster.frames.slice(0, last + 1).forEach(function (frame) {
          frame[2].forEach(function (change) { states[change[0]] = change; });
        });
        seconds = Math.max(seconds, cluster.frames[last][0]);
        cluster.pending.textContent = cluster.frames[last][1];
        cluster.tiles.forEach(function (tile, node) {
          if (tile.shown !== states[node]) { show(tile, states[node]); }
          tile.shown = states[node];
        });
      });
      slider.value = String(index);
      slider.setAttribute("aria-valuetext", moment(seconds));
      output.textContent = moment(seconds);
      var share = Math.min(1, seconds / Number(replay.dataset.horizon));
      cursors.forEach(function (cursor) {
        cursor.setAttribute("x", String(left + length * share));
        cursor.classList.add("shown");
      });
    }
    function pause() {
      clearInterval(timer);
      timer = null;
      button.textContent = "Play";
    }
    button.addEventListener("click", function () {
      if (timer !== null) { pause(); return; }
      var isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      button.textContent = "Pause";
      if (now >= Number(slider.max)) { go(0); }
      timer = setInterval(function () {
        go(now + 1);
        if (now >= Number(slider.max)) { pause(); }
      }, isCalm ? 1000 : 120);
    });
    slider.addEventListener("input", function () {
      pause();
      go(Number(slider.value));
    });
    player.hidden = false;
  });
})();
