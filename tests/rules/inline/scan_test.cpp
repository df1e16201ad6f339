#include "rules/inline/scan.h"

#include <string>

#include <gtest/gtest.h>

#include "rules/model/names.h"

namespace gavel::inline_code {
namespace {

std::string words_of(const Run& run) {
  std::string text = run.label + ":";
  if (run.kind != Run::Kind::argv)
    return text + " " + run.text.text + (run.text.exact() ? "" : "?");
  for (const Argument& word : run.argv) text += " " + word.text + (word.exact() ? "" : "?");
  return text;
}

// "acts: write x; runs os.system: rm x", "opaque: eval of text that is not literal"
std::string summary(std::string_view language, std::string_view code) {
  Argument first;
  first.text = "first";
  const Scan scanned = scan(language, code, {first});
  std::string text = scanned.verdict == Verdict::harmless ? "harmless"
                     : scanned.verdict == Verdict::acts   ? "acts"
                                                          : "opaque";
  if (scanned.verdict == Verdict::opaque) text += " (" + scanned.reason + ")";
  text += ":";
  for (const Effect& effect : scanned.effects) {
    text += std::string(" ") + name_of(effect.kind) + " " + effect.target;
    for (const Trait trait :
         {Trait::recursive, Trait::unknown_target, Trait::glob, Trait::loopback, Trait::secret}) {
      if (effect.traits.has(trait)) text += std::string(" +") + name_of(trait);
    }
    text += ";";
  }
  for (const Run& run : scanned.runs) text += " runs " + words_of(run) + ";";
  return text;
}

struct Row {
  const char* code;
  const char* expected;
};

template <std::size_t N>
void check(const char* language, const Row (&rows)[N]) {
  for (const Row& row : rows) EXPECT_EQ(summary(language, row.code), row.expected) << row.code;
}

TEST(Scan, HomeFromTheEnvironmentIsKnown) {
  const Row python[] = {{"import os; print(open(os.environ['HOME'] + '/.ssh/id_rsa').read())",
                         "harmless: read ~/.ssh/id_rsa;"},
                        {"import os; print(open(os.getenv('HOME') + '/a').read())",
                         "harmless: read ~/a;"}};
  check("python", python);
  const Row node[] = {{"console.log(require('fs').readFileSync(process.env.HOME + '/.ssh/id_rsa'))",
                       "harmless: read ~/.ssh/id_rsa;"}};
  check("node", node);
  const Row ruby[] = {{"puts File.read(ENV['HOME'] + '/.ssh/id_rsa')",
                       "harmless: read ~/.ssh/id_rsa;"}};
  check("ruby", ruby);
}

TEST(Scan, R) {
  const Row rows[] = {
      {"x <- c(1, 2, 3); cat(mean(x), sd(x), '\n')", "harmless:"},
      {"f <- function(n) if (n < 2) n else f(n - 1) + f(n - 2); print(f(10))", "harmless:"},
      {"print(summary(read.csv('a.csv')))", "harmless: read a.csv;"},
      {"system('rm -rf x')", "acts: runs system: rm -rf x;"},
      {"base::system(\"rm x\")", "acts: runs system: rm x;"},
      {"`system`('rm x')", "acts: runs system: rm x;"},
      {"sapply('rm x', system)", "opaque (system of what is known only at run time):"},
      {"unlink('src', recursive = TRUE)", "acts: remove src +recursive;"},
      {"do.call('system', list('id'))", "opaque (uses do.call):"},
      {"x <- r\"(\")\"; system('id') #\"", "opaque (its text could not be read):"},
      {"eval(parse(text = 'system(1)'))", "opaque (eval of what is known only at run time):"},
      {"cat('x', file = 'out.txt')", "opaque (file of what is known only at run time):"},
      {"foo(1)", "opaque (calls foo, which is not known):"},
      {"testthat::test_dir('tests')", "acts: exec .;"},
  };
  check("r", rows);
}

TEST(Scan, Julia) {
  const Row rows[] = {
      {"println(sum(1:10)); f(x) = x^2; println(map(x -> x + 1, [1, 2]))",
       "opaque (calls f, which is not known):"},
      {"function sq(x) return x^2 end; println(sq(4))", "harmless:"},
      {"println(\"n = $n\")", "harmless:"},
      {"println(\"$(run(x))\")", "opaque (code inside a text):"},
      {"run(`rm -rf x`)", "acts: runs julia command: rm -rf x;"},
      {"run(`rm $x`)", "opaque (a command that is known only at run time):"},
      {"rm(\"src\", recursive=true)", "acts: remove src +recursive;"},
      {"c = '\"'; run(`rm x`); d = '\"'", "acts: runs julia command: rm x;"},
      {"#= =# run(`rm x`)", "opaque (its text could not be read):"},
      {"x = \"\"\" \" \"\"\"; run(`rm x`)", "opaque (its text could not be read):"},
      {"using Pkg; Pkg.add(\"X\")", "opaque (calls add, which is not known): exec .; exec .;"},
      {"using Pkg; Pkg.test()", "acts: exec .; exec .;"},
      {"println(read(\"a.txt\", String))", "harmless: read a.txt;"},
  };
  check("julia", rows);
}

TEST(Scan, Scala) {
  const Row rows[] = {
      {"println(List(1, 2, 3).map(_ * 2).sum)", "harmless:"},
      {"def f(n: Int): Int = n + 1; println(f(2))", "harmless:"},
      {"import scala.sys.process._; \"rm x\".!",
       "opaque (import of what is known only at run time):"},
      {"java.nio.file.Files.delete(p)", "opaque (java of what is known only at run time):"},
      {"\"\".getClass.forName(\"x\")", "opaque (calls getClass, which is not known):"},
      {"/* \" */ foo() /* \" */", "opaque (its text could not be read):"},
      {"val c = '\"'; Runtime.getRuntime.exec(\"x\"); val d = '\"'",
       "opaque (Runtime of what is known only at run time):"},
  };
  check("scala", rows);
}

TEST(Scan, Clojure) {
  const Row rows[] = {
      {"(println (reduce + (map inc [1 2 3])))", "harmless:"},
      {"(defn sq [x] (* x x)) (println (sq 4))", "harmless:"},
      {"(println (slurp \"a.txt\"))", "harmless: read a.txt;"},
      {"(spit \"a.txt\" \"x\")", "acts: write a.txt;"},
      {"(clojure.java.shell/sh \"rm\" \"x\")", "opaque (uses clojure.java.shell/sh):"},
      {"(.exec (Runtime/getRuntime) \"rm x\")", "opaque (calls .exec, which is not known):"},
      {"(map slurp [\"a\"])", "opaque (slurp of what is known only at run time):"},
      {"(println \\\") (eval (read-string \"(x)\")) (println \\\")",
       "opaque (eval of what is known only at run time):"},
      {"#=(eval 1)", "opaque (code that runs while it is read):"},
  };
  check("clojure", rows);
}

TEST(Scan, Python) {
  const Row rows[] = {
      {"print(1)", "harmless:"},
      {"import json,sys; d=json.load(sys.stdin); print(d['a'], [x.get('b') for x in d['c']])",
       "harmless:"},
      {"import re\nfor m in re.compile('a').findall(open('f.txt').read()):\n  print(m)",
       "harmless: read f.txt;"},
      {"import os; os.system('rm -rf x')", "acts: runs os.system: rm -rf x;"},
      {"import os as o; o.system('a' 'b' + 'c')", "acts: runs os.system: abc;"},
      {"from os import system as s\ns('x')", "acts: runs os.system: x;"},
      {"from os import *\nsystem('x')", "acts: runs os.system: x;"},
      {"__import__('os').system('x')", "acts: runs os.system: x;"},
      {"import importlib; importlib.import_module('os').system('x')", "acts: runs os.system: x;"},
      {"m='o'+'s'; __import__(m).system('x')", "opaque (imports a module whose name is computed):"},
      {"import os; getattr(os, 'sys'+'tem')('x')",
       "opaque (takes a function of os by a name given as text):"},
      {"import os; f = os.system; f('x')", "acts: runs os.system: x;"},
      {"import os; list(map(os.system, ['x']))",
       "opaque (hands on os.system instead of calling it):"},
      {"import os; list(map(os.remove, names))", "acts: remove  +unknown_target;"},
      {"import subprocess; subprocess.run(['rm','-rf',d])", "acts: runs subprocess.run: rm -rf ?;"},
      {"import subprocess; subprocess.run('ls | wc', shell=True, check=True)",
       "acts: runs subprocess.run: ls | wc;"},
      {"import subprocess as sp; c=['git','status']; sp.check_output(c)",
       "acts: runs subprocess.check_output: git status;"},
      {"import shutil; shutil.rmtree('build')", "acts: remove build +recursive;"},
      {"p='a.txt'\ns=open(p).read()\nopen(p,'w').write(s.replace('a','b'))",
       "acts: read a.txt; write a.txt;"},
      {"with open('x', mode='a') as f:\n  f.write('rm -rf /')", "acts: write x;"},
      {"from pathlib import Path\np = Path('src') / "
       "'a.py'\np.write_text(p.read_text().replace('x','y'))",
       "acts: write src/a.py; read src/a.py;"},
      {"from pathlib import Path; Path('a').unlink()", "acts: remove a;"},
      {"import sys; open(sys.argv[1], 'w')", "acts: write first;"},
      {"x='a'\nx='/etc/passwd'\nopen(x,'w')", "acts: write  +unknown_target;"},
      {"for x in names:\n  open(x,'w')", "acts: write  +unknown_target;"},
      {"exec(open('x').read())", "opaque (exec of text that is not literal): read x;"},
      {"import sys; exec(sys.stdin.read())",
       "opaque (runs what it reads from its standard input):"},
      {"import base64; exec(base64.b64decode('cm0='))",
       "opaque (exec of text that is not literal):"},
      {"eval('__import__(\"os\").system(\"x\")')", "acts: runs os.system: x;"},
      {"import ast; print(ast.literal_eval('1'))", "harmless:"},
      {"import ctypes", "opaque (uses ctypes):"},
      {"import pickle; pickle.loads(b)", "opaque (uses pickle.loads):"},
      {"print(().__class__.__bases__[0].__subclasses__())", "opaque (uses __bases__):"},
      {"print(f\"{__import__('os').system('x')}\")", "acts: runs os.system: x;"},
      {"import urllib.request; urllib.request.urlopen('https://h/x')", "acts: net_in https://h/x;"},
      {"import requests; requests.post('http://localhost:1/', data=open('.env').read())",
       "acts: net_out http://localhost:1/ +loopback; read .env;"},
      {"import os; print(os.environ)", "harmless: read environment +secret;"},
      {"import os; print(os.environ['HOME'])", "harmless:"},
      {"import os; print(os.environ.get('API_TOKEN'))",
       "harmless: read environment API_TOKEN +secret;"},
      {"# os.system('x')\nprint('os.system(1)')", "harmless:"},
      {"print('''\nos.system(\"x\")\n''')", "harmless:"},
      {"print('unterminated", "opaque (its text could not be read):"},
      {"import os; os.system('\\x72\\x6d x')", "acts: runs os.system: rm x;"},
      {"import os\nprint(os.path.join('a','b'), os.getcwd(), len(os.listdir('.')))",
       "harmless: read .;"},
      {"globals()['__built'+'ins__']", "opaque (looks names up at run time):"},
      {"import sqlite3; c=sqlite3.connect('a.db'); print(c.execute('select 1').fetchall())",
       "harmless: read a.db;"},
      {"import sqlite3; c=sqlite3.connect('a.db'); c.execute('drop table t')",
       "acts: database DROP in the code; write a.db;"},
      {"import sqlite3; sqlite3.connect('file:/x/a.db?mode=ro', uri=True)",
       "harmless: read /x/a.db;"},
      {"import os; os.execvp('rm', ['rm','-rf','x'])", "acts: runs os.execvp: rm -rf x;"},
      {"import subprocess; subprocess.run(args=['rm', 'x'])", "acts: runs subprocess.run: rm x;"},
      {"open(mode='w', file='/etc/x')", "acts: write /etc/x;"},
      {"import builtins; builtins.__dict__['ex'+'ec']('x')",
       "opaque (looks names up at run time):"},
      {"import os; os.environ['PATH']='/tmp'", "acts: environment PATH;"},
      {"import os; os.kill(1, 9)", "acts: process  +unknown_target;"},
  };
  check("python", rows);
}

TEST(Scan, Node) {
  const Row rows[] = {
      {"console.log(JSON.parse(require('fs').readFileSync('package.json')).version)",
       "harmless: read package.json;"},
      {"require('child_process').execSync('rm -rf x')",
       "acts: runs child_process.execSync: rm -rf x;"},
      {"const {execSync: e} = require('node:child_process'); e(`ls`)",
       "acts: runs child_process.execSync: ls;"},
      {"const cp = require('child_process'); cp.spawn('rm', ['-rf', d], {stdio: 'inherit'})",
       "acts: runs child_process.spawn: rm -rf ?;"},
      {"import {rmSync} from 'fs'; rmSync('x', {recursive: true, force: true})",
       "acts: remove x +recursive;"},
      {"import fs from 'fs'; fs.writeFileSync('a.txt', 'x')", "acts: write a.txt;"},
      {"const fs = require('fs').promises; fs.unlink('x')", "acts: remove x;"},
      {"const fs=require('fs'); fs['unlinkSync']('x')", "acts: remove x;"},
      {"const fs=require('fs'); fs['unlink'+'Sync']('x')",
       "opaque (takes a function of fs by a computed name):"},
      {"eval(atob('YQ=='))", "opaque (eval of text that is not literal):"},
      {"new Function('return process')()", "harmless:"},
      {"[].constructor.constructor('x')()", "opaque (builds a function from text):"},
      {"fetch('https://h/x').then(r => r.text()).then(console.log)", "acts: net_in https://h/x;"},
      {"fetch('https://h/x', {method: 'POST', body: 'y'})", "acts: net_out https://h/x;"},
      {"process.mainModule.require('child_process').execSync('id')",
       "opaque (reaches for node's own parts):"},
      {"import('child_process').then(c => c.execSync('id'))", "opaque (hands on a module):"},
      {"(async () => { const {rm} = await import('fs/promises'); await rm('x') })()",
       "acts: remove x;"},
      {"require('./x')", "acts: runs require: ./x;"},
      {"const p = require('./package.json')", "harmless: read ./package.json;"},
      {"require(x)", "opaque (loads a module whose name is computed):"},
      {"console.log(process.env)", "harmless: read environment +secret;"},
      {"console.log(process.env.HOME, /a'b/.test('x'))", "harmless:"},
      {"const m = 'exec(\"x\")'; console.log(/x/.exec(m))", "harmless:"},
      {"console.log(`${require('child_process').execSync('id')}`)",
       "acts: runs child_process.execSync: id;"},
      {"process.stdin.on('data', d => console.log(d.length))", "harmless:"},
      {"const a = 1 / 2 / 3; // rm\nconsole.log(a)", "harmless:"},
  };
  check("node", rows);
}

TEST(Scan, Perl) {
  const Row rows[] = {
      {"s/a/b/g", "harmless:"},
      {"print if /x/", "harmless:"},
      {"print $F[0], \"\\n\" if $. > 3;", "harmless:"},
      {"unlink glob \"*\"", "acts: remove * +unknown_target +glob; read *;"},
      {"unlink 'a', 'b'", "acts: remove a; remove b;"},
      {"open F,\"<$ENV{HOME}/k\"; print <F>", "harmless: read ~/k;"},
      {"system('rm -rf x')", "acts: runs system: rm -rf x;"},
      {"system 'rm', '-rf', $x", "acts: runs system: rm -rf ?;"},
      {"exec \"rm -rf $x\"", "acts: runs exec: rm -rf ?;"},
      {"print `id`", "acts: runs `…`: id;"},
      {"print qx{rm x}", "acts: runs `…`: rm x;"},
      {"open(F, '>x'); print F 1", "acts: write x;"},
      {"open(my $f, '<', 'x')", "harmless: read x;"},
      {"open(F, 'rm x|')", "acts: runs open: rm x;"},
      {"open(F, '-|', 'rm', 'x')", "acts: runs open: rm x;"},
      {"eval { die }; print 1", "harmless:"},
      {"eval $x", "opaque (eval of text that is not literal):"},
      {"s/(.*)/system($1)/e", "acts: runs system: ?;"},
      {"s{a}{b}g; tr/a-z/A-Z/; y/a/b/", "harmless:"},
      {"use File::Path;\nrmtree('x')", "acts: remove x +recursive;"},
      {"my %h = (system => 1); print $h{exec}", "harmless:"},
      {"print \"@{[ `id` ]}\"", "acts: runs `…`: id;"},
      {"use POSIX; POSIX::system(\"id\")", "acts: runs system: id;"},
      {"$x=\"system\"; &$x(\"id\")", "opaque (calls a function by a name in a variable):"},
      {"BEGIN { unlink 'x' }", "acts: remove x;"},
  };
  check("perl", rows);
}

TEST(Scan, Ruby) {
  const Row rows[] = {
      {"puts 1", "harmless:"},
      {"system('rm x')", "acts: runs system: rm x;"},
      {"system 'rm', 'x'", "acts: runs system: rm x;"},
      {"puts `id`", "acts: runs `…`: id;"},
      {"%x(rm x)", "acts: runs `…`: rm x;"},
      {"puts \"#{`id`}\"", "acts: runs `…`: id;"},
      {"File.delete('a')", "acts: remove a;"},
      {"require 'fileutils'\nFileUtils.rm_rf('x')", "acts: remove x +recursive;"},
      {"File.write('a', 'b')", "acts: write a;"},
      {"puts File.read('a')", "harmless: read a;"},
      {"open('|id')", "acts: runs open: id;"},
      {"Kernel.send(:system, 'x')", "opaque (uses .send):"},
      {"eval(x)", "opaque (eval of text that is not literal):"},
  };
  check("ruby", rows);
}

TEST(Scan, PhpAndLua) {
  const Row php[] = {
      {"echo 1;", "harmless:"},
      {"system('rm x');", "acts: runs system: rm x;"},
      {"SYSTEM('rm x');", "acts: runs system: rm x;"},
      {"echo `id`;", "acts: runs `…`: id;"},
      {"file_put_contents('a', 'b');", "acts: write a;"},
      {"unlink('a');", "acts: remove a;"},
      {"$f='sys'.'tem'; $f('x');", "opaque (calls a function by a name in a variable):"},
      {"array_map('system', ['id']);", "opaque (hands on system instead of calling it):"},
      {"eval(base64_decode('eA=='));", "opaque (eval of text that is not literal):"},
      {"echo file_get_contents('https://h/');", "acts: net_in https://h/;"},
  };
  check("php", php);
  const Row lua[] = {
      {"print(1)", "harmless:"},
      {"os.execute('rm x')", "acts: runs os.execute: rm x;"},
      {"os.execute [[rm x]]", "acts: runs os.execute: rm x;"},
      {"io.open('a','w'):write('x')", "acts: write a;"},
      {"_G['os']['execute']('x')", "opaque (looks names up at run time):"},
      {"os['execute']('x')", "opaque (takes a function of os by a computed name):"},
      {"load('os.remove(\"x\")')()", "acts: remove x;"},
      {"-- os.execute('x')\nprint(2)", "harmless:"},
  };
  check("lua", lua);
}

TEST(Scan, Awk) {
  const Row rows[] = {
      {"{print $1}", "harmless:"},
      {"$3 > 100 {print $1; n++} END {print n}", "harmless:"},
      {"BEGIN{system(\"rm -rf x\")}", "acts: runs system: rm -rf x;"},
      {"{system(\"rm \" $1)}", "acts: runs system: rm ?;"},
      {"{print > \"out\"}", "acts: write out;"},
      {"{print $1 >> $2}", "acts: write  +unknown_target;"},
      {"{print ($1 > 2)}", "harmless:"},
      {"{print | \"sh\"}", "opaque (prints into a shell): runs print |: sh;"},
      {"{\"id\" | getline x; print x}", "acts: runs getline: id;"},
      {"{getline x < \"f\"}", "harmless: read f;"},
      {"{print > \"/dev/stderr\"}", "harmless:"},
      {"/a|b/ {print}", "harmless:"},
      {"{print \"x > y | z\"}", "harmless:"},
      {"BEGIN{s=\"/inet/tcp/0/h/1\"; print |& \"/inet/tcp/0/h/1\"}",
       "acts: net_out /inet/tcp/0/h/1;"},
      {"BEGIN{f=\"system\"; @f(\"x\")}", "opaque (calls a function by a name in a variable):"},
      {"{if ($1 > 5 || $2) print}", "harmless:"},
  };
  check("awk", rows);
}

TEST(Scan, WhatItCannotReadIsOpaque) {
  EXPECT_EQ(scan("cobol", "x").verdict, Verdict::opaque);
  EXPECT_EQ(scan("osascript", "x").verdict, Verdict::opaque);
  EXPECT_EQ(scan("python", std::string(200'000, ' ')).verdict, Verdict::opaque);
  EXPECT_TRUE(scan("python", "import sys; exec(sys.stdin.read())").runs_stdin);
  EXPECT_TRUE(scan("python", "import sys; print(sys.stdin.read())").reads_stdin);
}

}  // namespace
}  // namespace gavel::inline_code
