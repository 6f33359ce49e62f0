import pytest
from argon2 import PasswordHasher

from kb.accounts import passwords

WORDS = """
woaini1314 5201314 Admin@123 Aa123456 Qwer1234! P@ssw0rd P@ssw0rd2026! Password1234
Admin@2026 Qingdao2026! Yantai@2025 Weifang#2024 Weihai_2026 Rizhao2026!! Binzhou-2026
Dongying.2026 青岛2026Aa!! 日照@Aa2026!! Lianmeng@2026 Jiaodong2026! 1234567890123456
aaaaaaaaaaaaaaaa qwertyuiopasdfgh abcdefghijklmnop Aa123456Aa123456 1qaz@WSX3edc
Huawei@123 Welcome@123 Iloveyou1314! Zhongguo@2026 Short1! alllowercase 123456789012
Ab1Ab1Ab1Ab1 9876543210987654 Passw0rd!!! Qwerty@123456 Root@123456 Changeme123!
Administrator1! Zxcvbnm,123 Alliance2026! Mima123456! Woaini@1314 Test@12345678
"""
BAD = WORDS.split()


@pytest.fixture(autouse=True)
def _words(site):
    with site.app_context():
        yield


@pytest.mark.parametrize("password", BAD)
def test_what_others_try_first_is_refused(password):
    assert passwords.problems(password)


@pytest.mark.parametrize(
    "password",
    ["Muschel-7-Segel", "korrekt pferd batterie", "潮水退去后的贝壳与灯塔", "x7#Kq9!mTr"],
)
def test_a_good_password_is_taken(password):
    assert passwords.problems(password.ljust(16, "光")) == []


def test_ones_own_name_and_address_are_refused():
    about = ("王小敏", "xiaomin.wang@example.cn")
    assert passwords.problems("Xiaomin.Wang-77", about)
    assert passwords.problems("王小敏的长长长长长长长密码Aa1", about)
    assert passwords.problems("Muschel-7-Segel", about) == []


def test_128_characters_are_fine_and_one_more_is_told():
    long = "Wa7-" * 31 + "xyzq"
    assert len(long) == 128
    assert passwords.problems(long) == []
    assert passwords.verify(passwords.hash_of(long), long)
    assert passwords.problems(long + "x")


def test_it_is_kept_as_argon2id_and_full_width_makes_no_difference():
    kept = passwords.hash_of("Ｍuschel-7-Segel")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.verify(kept, "Muschel-7-Segel")
    assert not passwords.verify(kept, "muschel-7-segel")


def test_nobody_gets_in_with_an_empty_or_broken_hash():
    assert not passwords.verify("", "nobody has this password")
    assert not passwords.verify("broken", "x")


def test_a_hash_with_other_parameters_is_outdated():
    assert passwords.is_outdated(PasswordHasher(time_cost=1, memory_cost=64).hash("x"))
    assert not passwords.is_outdated(passwords.hash_of("x"))
